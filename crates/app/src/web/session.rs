//! Who may come in: one-time tokens in addresses that the program itself shows, sessions in
//! cookies, and a token a session that every form must bring back.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::oops::Oops;

/// Bytes of a secret.
const LENGTH: usize = 32;
/// Addresses that are open at once, and sessions: the oldest goes first.
const MOST: usize = 64;

/// Tokens and sessions of one run; nothing of it is written down.
#[derive(Default)]
pub struct Sessions {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    /// Tokens that open a session once.
    once: Vec<String>,
    /// By cookie: what forms must bring, and when it came.
    open: HashMap<String, (String, u64)>,
    count: u64,
}

impl Sessions {
    /// A token that lets one browser in, once.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub fn invite(&self) -> Result<String, Oops> {
        let token = secret()?;
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        if inner.once.len() >= MOST {
            inner.once.remove(0);
        }
        inner.once.push(token.clone());
        Ok(token)
    }

    /// Takes a token and opens a session; `None` where the token was never given, or was used.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub fn enter(&self, token: &str) -> Result<Option<String>, Oops> {
        let (session, form) = (secret()?, secret()?);
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(at) = inner.once.iter().position(|t| same(t, token)) else {
            return Ok(None);
        };
        inner.once.remove(at);
        if inner.open.len() >= MOST {
            let oldest = inner.open.iter().min_by_key(|(_, (_, at))| *at);
            if let Some(oldest) = oldest.map(|(name, _)| name.clone()) {
                inner.open.remove(&oldest);
            }
        }
        inner.count += 1;
        let count = inner.count;
        inner.open.insert(session.clone(), (form, count));
        Ok(Some(session))
    }

    /// What forms of this session bring; `None` where there is no such session.
    pub fn form_token(&self, session: &str) -> Option<String> {
        let inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let mut fitting = inner.open.iter().filter(|(name, _)| same(name, session));
        fitting.next().map(|(_, (form, _))| form.clone())
    }
}

/// Compares without telling by the time it takes how far two secrets agree.
pub fn same(a: &str, b: &str) -> bool {
    let differs = a.bytes().zip(b.bytes()).fold(0, |d, (x, y)| d | (x ^ y));
    a.len() == b.len() && differs == 0
}

fn secret() -> Result<String, Oops> {
    let mut bytes = [0; LENGTH];
    getrandom::fill(&mut bytes)
        .map_err(|e| Oops::broken(format!("the system gives no random bytes: {e}")))?;
    Ok(bytes.iter().map(|b| format!("{b:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_lets_in_once_and_each_session_has_its_own_form_token() {
        let sessions = Sessions::default();
        let token = sessions.invite().ok().unwrap();
        assert!(sessions.enter("").ok().unwrap().is_none());
        assert!(sessions.enter(&token[1..]).ok().unwrap().is_none());
        let first = sessions.enter(&token).ok().unwrap().unwrap();
        assert!(sessions.enter(&token).ok().unwrap().is_none());
        let other = sessions.invite().ok().unwrap();
        let second = sessions.enter(&other).ok().unwrap().unwrap();
        assert_ne!(first, second);
        let forms = [&first, &second].map(|s| sessions.form_token(s).unwrap());
        assert_ne!(forms[0], forms[1]);
        assert_eq!(sessions.form_token("nobody"), None);
    }

    #[test]
    fn the_oldest_session_goes_when_there_are_too_many() {
        let sessions = Sessions::default();
        let come = || {
            let token = sessions.invite().ok().unwrap();
            sessions.enter(&token).ok().unwrap().unwrap()
        };
        let first = come();
        let others: Vec<String> = (0..MOST).map(|_| come()).collect();
        assert_eq!(sessions.form_token(&first), None);
        assert!(others.iter().all(|s| sessions.form_token(s).is_some()));
    }
}
