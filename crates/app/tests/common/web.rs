//! The real workbench, and requests as bytes: a browser would not send what must be refused.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStdout, Stdio};
use std::time::Duration;

use serde_json::Value;

use super::contrechamp;

/// A running workbench; ends with the test.
pub struct Served {
    child: Child,
    _out: BufReader<ChildStdout>,
    /// The address that lets one browser in.
    pub entry: String,
    /// `127.0.0.1:PORT`
    pub host: String,
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An answer as it came.
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (n, value) = line.split_once(':')?;
            n.eq_ignore_ascii_case(name).then_some(value.trim())
        })
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// Serves a case.
pub fn serve(case: &str) -> Served {
    serve_with(case, &[])
}

/// Serves a case in an environment.
pub fn serve_with(case: &str, environment: &[(&str, &str)]) -> Served {
    let mut child = contrechamp()
        .envs(environment.iter().copied())
        .args(["serve", "--case", case, "--no-open", "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .expect("the program starts");
    let mut out = BufReader::new(child.stdout.take().expect("piped"));
    let mut line = String::new();
    out.read_line(&mut line).expect("an address");
    let told: Value = serde_json::from_str(&line).expect("JSON");
    let entry = told["address"].as_str().expect("an address").to_owned();
    let host = entry
        .trim_start_matches("http://")
        .split('/')
        .next()
        .expect("a host")
        .to_owned();
    Served {
        child,
        _out: out,
        entry,
        host,
    }
}

impl Served {
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Sends bytes as they are, and reads to the end.
    pub fn raw(&self, request: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(&self.host).expect("it listens");
        stream
            .set_read_timeout(Some(Duration::from_secs(60)))
            .expect("set");
        // A server that has answered may close while we still send.
        let _ = stream.write_all(request);
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        let end = bytes
            .windows(4)
            .position(|w| w == b"\r\n\r\n")
            .unwrap_or(bytes.len());
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let status = head.split(' ').nth(1).and_then(|s| s.parse().ok());
        Answer {
            status: status.unwrap_or_default(),
            body: bytes.get(end + 4..).unwrap_or_default().to_vec(),
            head,
        }
    }

    pub fn get(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.raw(&self.request("GET", path, headers, b""))
    }

    pub fn post(&self, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        self.raw(&self.request("POST", path, headers, body))
    }

    fn request(&self, how: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
        let mut head = format!("{how} {path} HTTP/1.1\r\nConnection: close\r\n");
        if !headers.iter().any(|(n, _)| *n == "Host") {
            head.push_str(&format!("Host: {}\r\n", self.host));
        }
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        if how == "POST" {
            head.push_str(&format!("Content-Length: {}\r\n", body.len()));
        }
        head.push_str("\r\n");
        [head.as_bytes(), body].concat()
    }

    /// Opens the address that was printed; answers the cookie.
    pub fn enter(&self) -> String {
        let path = self.entry.split(&self.host).nth(1).expect("a path");
        let answer = self.get(path, &[]);
        assert_eq!(answer.status, 303, "{}", answer.head);
        let cookie = answer.header("set-cookie").expect("a cookie");
        cookie.split(';').next().expect("a value").to_owned()
    }

    /// What forms of a session bring.
    pub fn form_token(&self, cookie: &str) -> String {
        let page = self.get("/settings", &[("Cookie", cookie)]).text();
        let after = page.split("name=\"form\" value=\"").nth(1).expect("a form");
        after.split('"').next().expect("a value").to_owned()
    }

    pub fn origin(&self) -> String {
        format!("http://{}", self.host)
    }
}
