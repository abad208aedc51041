//! Provenance of every derived thing: which step, which version, which parameters, which inputs.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::ContentHash;

/// A processing step and its version; the version changes whenever the same input may give
/// another output.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Step {
    pub name: String,
    pub version: u32,
}

/// How something was derived. Equal provenance means equal output, on the same build of the
/// outside libraries named in the parameters.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Provenance {
    pub step: Step,
    /// Sorted by name, so that equal parameters print alike.
    pub parameters: BTreeMap<String, Value>,
    /// Content hashes of what was read, in order.
    pub inputs: Vec<ContentHash>,
}

/// Name of a derived thing: the hash of its provenance's canonical text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DerivedKey(pub ContentHash);

impl Step {
    pub fn new(name: &str, version: u32) -> Self {
        Self {
            name: name.to_owned(),
            version,
        }
    }
}

impl Provenance {
    pub fn new(step: Step, inputs: Vec<ContentHash>) -> Self {
        Self {
            step,
            parameters: BTreeMap::new(),
            inputs,
        }
    }

    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.parameters.insert(name.to_owned(), value.into());
        self
    }

    /// One line of JSON with sorted keys: what the key is the hash of.
    pub fn canonical(&self) -> String {
        let parameters: BTreeMap<&String, Value> = self
            .parameters
            .iter()
            .map(|(name, value)| (name, sorted(value)))
            .collect();
        serde_json::json!({
            "inputs": self.inputs,
            "parameters": parameters,
            "step": self.step.name,
            "version": self.step.version,
        })
        .to_string()
    }

    pub fn key(&self) -> DerivedKey {
        DerivedKey(ContentHash::of(self.canonical().as_bytes()))
    }
}

/// The same value with the keys of every inner object sorted, whatever order the JSON library was
/// built to keep.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let ordered: BTreeMap<&String, &Value> = map.iter().collect();
            let pairs = ordered.into_iter().map(|(k, v)| (k.clone(), sorted(v)));
            Value::Object(pairs.collect())
        }
        Value::Array(list) => Value::Array(list.iter().map(sorted).collect()),
        plain => plain.clone(),
    }
}

impl fmt::Display for DerivedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} v{}", self.name, self.version)
    }
}
