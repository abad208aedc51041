//! A real Chromium without a window, driven over a pipe in its own protocol: pages, keys, scripts,
//! and what it asked of the network. It has a profile of its own and ends with its owner.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

const NAMES: [&str; 5] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
];
const MAC: &str = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";
/// For one answer.
const PATIENCE: Duration = Duration::from_secs(60);
/// For the first frame of a page.
const FIRST_FRAME: Duration = Duration::from_secs(10);

/// The browser of this machine, where there is one.
pub fn find() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let named = std::env::split_paths(&path).flat_map(|dir| NAMES.map(|name| dir.join(name)));
    let mut all = named.chain([PathBuf::from(MAC)]);
    all.find(|p| p.is_file())
}

pub struct Browser {
    child: Child,
    to: ChildStdin,
    from: Receiver<Value>,
    session: String,
    number: u64,
    /// What it told since it was last asked.
    events: Vec<Value>,
    // Removed after the browser has ended.
    _profile: tempfile::TempDir,
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.call("Browser.close", &json!({}), false);
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Browser {
    /// # Errors
    /// When it can't be started, or doesn't answer.
    pub fn start(program: &Path) -> Result<Self, String> {
        let profile = tempfile::tempdir().map_err(|e| e.to_string())?;
        // The browser reads commands from descriptor 3 and answers on 4.
        let script = "exec \"$0\" \"$@\" 3<&0 4>&1 0</dev/null 1>/dev/null 2>/dev/null";
        let mut child = Command::new("sh")
            .args(["-c", script])
            .arg(program)
            .args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--remote-debugging-pipe",
            ])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg("about:blank")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|e| e.to_string())?;
        let to = child.stdin.take().ok_or("no pipe")?;
        let out = child.stdout.take().ok_or("no pipe")?;
        let (send, from) = channel();
        std::thread::spawn(move || {
            for message in BufReader::new(out).split(0).map_while(Result::ok) {
                let parsed = serde_json::from_slice(&message);
                if parsed.is_ok_and(|value: Value| send.send(value).is_err()) {
                    return;
                }
            }
        });
        let mut browser = Self {
            child,
            to,
            from,
            session: String::new(),
            number: 0,
            events: Vec::new(),
            _profile: profile,
        };
        browser.begin()?;
        Ok(browser)
    }

    fn begin(&mut self) -> Result<(), String> {
        let made = self.call("Target.createTarget", &json!({"url": "about:blank"}), false)?;
        let attach = json!({"targetId": made["targetId"], "flatten": true});
        let attached = self.call("Target.attachToTarget", &attach, false)?;
        self.session = attached["sessionId"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        for domain in ["Page", "Runtime", "Network", "Log"] {
            self.command(&format!("{domain}.enable"), &json!({}))?;
        }
        Ok(())
    }

    /// A command to the page.
    ///
    /// # Errors
    /// When the browser refuses it or doesn't answer.
    pub fn command(&mut self, method: &str, params: &Value) -> Result<Value, String> {
        self.call(method, params, true)
    }

    fn call(&mut self, method: &str, params: &Value, of_page: bool) -> Result<Value, String> {
        self.number += 1;
        let id = self.number;
        let mut message = json!({"id": id, "method": method, "params": params});
        if of_page {
            message["sessionId"] = json!(self.session);
        }
        let mut bytes = message.to_string().into_bytes();
        bytes.push(0);
        self.to.write_all(&bytes).map_err(|e| e.to_string())?;
        loop {
            let told = self.next(method)?;
            if told["id"] != json!(id) {
                self.events.push(told);
            } else if let Some(error) = told.get("error") {
                return Err(format!("{method}: {error}"));
            } else {
                return Ok(told["result"].clone());
            }
        }
    }

    fn next(&self, waiting_for: &str) -> Result<Value, String> {
        let told = self.from.recv_timeout(PATIENCE);
        told.map_err(|e| format!("the browser said nothing to {waiting_for}: {e}"))
    }

    /// Opens an address and waits until the page and its pictures are there.
    ///
    /// # Errors
    /// When the browser doesn't answer.
    pub fn open(&mut self, address: &str) -> Result<(), String> {
        self.events.retain(|e| e["method"] != "Page.loadEventFired");
        self.command("Page.navigate", &json!({"url": address}))?;
        self.loaded()
    }

    /// Waits for the page that is coming.
    ///
    /// # Errors
    /// When it doesn't come.
    pub fn loaded(&mut self) -> Result<(), String> {
        loop {
            let is_load = |e: &Value| e["method"] == "Page.loadEventFired";
            if let Some(at) = self.events.iter().position(is_load) {
                self.events.remove(at);
                self.painted();
                return Ok(());
            }
            let told = self.next("loading a page")?;
            self.events.push(told);
        }
    }

    /// The value of a script, after its promise.
    ///
    /// # Errors
    /// When it throws.
    pub fn script(&mut self, text: &str) -> Result<Value, String> {
        let params = json!({"expression": text, "awaitPromise": true, "returnByValue": true,
            "userGesture": true});
        let told = self.command("Runtime.evaluate", &params)?;
        match told.get("exceptionDetails") {
            Some(details) => Err(details.to_string().chars().take(500).collect()),
            None => Ok(told["result"]["value"].clone()),
        }
    }

    /// Waits until a script gives true.
    ///
    /// # Errors
    /// When it doesn't in a minute.
    pub fn wait(&mut self, text: &str) -> Result<(), String> {
        let end = Instant::now() + PATIENCE;
        while Instant::now() < end {
            // While a page changes there is no place for a script to run.
            if self.script(text).is_ok_and(|v| v == json!(true)) {
                self.painted();
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Err(format!("it never came true: {text}"))
    }

    /// Waits until the page has been painted once, or for ten seconds: a browser throws away the keys
    /// that come before a new page's first frame, and a person presses none before it.
    fn painted(&mut self) {
        let end = Instant::now() + FIRST_FRAME;
        // Without a callback: a page that may not run scripts would never call.
        let painted = "performance.getEntriesByType('paint').length > 0";
        while self.script(painted) != Ok(json!(true)) && Instant::now() < end {
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Presses a key as a hand does.
    ///
    /// # Errors
    /// When the browser doesn't answer.
    pub fn key(&mut self, key: &str) -> Result<(), String> {
        let code = match key {
            "Tab" => 9,
            "Enter" => 13,
            "Escape" => 27,
            "ArrowLeft" => 37,
            "ArrowRight" => 39,
            _ => key
                .chars()
                .next()
                .map_or(0, |c| c.to_ascii_uppercase() as u32),
        };
        let text = match key {
            "Enter" => "\r",
            k if k.chars().count() == 1 => k,
            _ => "",
        };
        let mut down = json!({"type": "keyDown", "key": key, "windowsVirtualKeyCode": code});
        if !text.is_empty() {
            down["text"] = json!(text);
        }
        self.command("Input.dispatchKeyEvent", &down)?;
        let up = json!({"type": "keyUp", "key": key, "windowsVirtualKeyCode": code});
        self.command("Input.dispatchKeyEvent", &up).map(|_| ())
    }

    /// The window's size in pixels.
    ///
    /// # Errors
    /// When the browser doesn't answer.
    pub fn size(&mut self, width: u32, height: u32) -> Result<(), String> {
        let params = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600});
        self.command("Emulation.setDeviceMetricsOverride", &params)
            .map(|_| ())
    }

    /// Addresses that were asked for, and what was thrown or refused, since the last time.
    pub fn told(&mut self) -> (Vec<String>, Vec<String>) {
        let (mut asked, mut wrong) = (Vec::new(), Vec::new());
        for event in self.events.drain(..) {
            let params = &event["params"];
            match event["method"].as_str() {
                Some("Network.requestWillBeSent") => {
                    asked.extend(params["request"]["url"].as_str().map(str::to_owned));
                }
                Some("Log.entryAdded") => wrong.push(params["entry"]["text"].to_string()),
                Some("Runtime.exceptionThrown") => {
                    wrong.push(params["exceptionDetails"].to_string());
                }
                _ => {}
            }
        }
        (asked, wrong)
    }
}
