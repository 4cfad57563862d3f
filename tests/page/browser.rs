//! A small WebDriver client: enough to open a page, to type and point, and to ask it questions.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};

/// One browser at a time.
static ONE: Mutex<()> = Mutex::new(());

/// A browser with one page.
pub struct Browser {
    driver: Child,
    port: u16,
    session: String,
    directory: PathBuf,
    _one: MutexGuard<'static, ()>,
}

/// The browser, if there is one; otherwise says what is missing.
pub fn browser(test: &str) -> Option<Browser> {
    let one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(chromium) = ["chromium", "google-chrome", "chromium-browser"].into_iter().find_map(find) else {
        return skipped("Chromium");
    };
    let Some(chromedriver) = find("chromedriver") else { return skipped("chromedriver") };
    let directory = std::env::temp_dir().join(format!("grad-page-{}-{test}", std::process::id()));
    std::fs::create_dir_all(&directory).expect("a directory of our own");
    let mut driver = Command::new(chromedriver)
        .arg("--port=0")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("chromedriver starts");
    let mut lines = BufReader::new(driver.stdout.take().expect("a pipe")).lines();
    let port = lines.find_map(|line| port_in(&line.ok()?)).expect("chromedriver says its port");
    // Its later output is of no interest, but somebody has to read it.
    std::thread::spawn(move || lines.for_each(drop));
    let mut browser = Browser { driver, port, session: String::new(), directory, _one: one };
    browser.begin(&chromium);
    Some(browser)
}

fn skipped(what: &str) -> Option<Browser> {
    eprintln!("skipped: {what} is not installed (scripts/install-graph-tools installs it)");
    None
}

fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|directory| directory.join(program)).find(|file| file.is_file())
}

fn port_in(line: &str) -> Option<u16> {
    line.split("successfully on port ").nth(1)?.trim_end_matches('.').parse().ok()
}

impl Browser {
    fn begin(&mut self, chromium: &Path) {
        let profile = format!("--user-data-dir={}", self.directory.join("profile").display());
        let arguments = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            "--window-size=1280,900",
            &profile,
        ];
        let options = json!({ "binary": chromium, "args": arguments });
        let capabilities = json!({ "alwaysMatch": { "browserName": "chrome", "goog:chromeOptions": options } });
        let answer = self.request("POST", "/session", &json!({ "capabilities": capabilities }));
        self.session = answer["sessionId"].as_str().expect("a session").to_owned();
    }

    /// Opens a page with this text.
    pub fn open(&self, html: &str) {
        let page = self.directory.join("page.html");
        std::fs::write(&page, html).expect("the page is written");
        self.command("POST", "url", &json!({ "url": format!("file://{}", page.display()) }));
    }

    /// Runs a script in the page: its `return` value.
    pub fn run(&self, script: &str, arguments: &[Value]) -> Value {
        self.command("POST", "execute/sync", &json!({ "script": script, "args": arguments }))
    }

    /// Runs a script that ends by calling its last argument.
    pub fn run_async(&self, script: &str, arguments: &[Value]) -> Value {
        self.command("POST", "execute/async", &json!({ "script": script, "args": arguments }))
    }

    /// The text of the first element that a selector finds.
    pub fn text(&self, selector: &str) -> String {
        let text = self.run("return document.querySelector(arguments[0]).textContent", &[json!(selector)]);
        text.as_str().unwrap_or_else(|| panic!("no text in {selector}")).to_owned()
    }

    pub fn click(&self, selector: &str) {
        let element = self.element(selector);
        self.command("POST", &format!("element/{element}/click"), &json!({}));
    }

    /// Types into a field, after what it held is gone.
    pub fn fill(&self, selector: &str, text: &str) {
        let element = self.element(selector);
        self.command("POST", &format!("element/{element}/clear"), &json!({}));
        self.command("POST", &format!("element/{element}/value"), &json!({ "text": text }));
    }

    /// Presses keys, as if with a keyboard.
    pub fn press(&self, keys: &str) {
        let mut actions = Vec::new();
        for key in keys.chars() {
            actions.push(json!({ "type": "keyDown", "value": key.to_string() }));
            actions.push(json!({ "type": "keyUp", "value": key.to_string() }));
        }
        let keyboard = json!({ "type": "key", "id": "keyboard", "actions": actions });
        self.command("POST", "actions", &json!({ "actions": [keyboard] }));
    }

    /// Moves the pointer to the middle of an edge's line, or of anything else.
    pub fn point_at(&self, selector: &str) {
        let place = self.run(
            "const shape = document.querySelector(arguments[0]);
             shape.scrollIntoView({ block: 'center', inline: 'center' });
             const line = shape.querySelector('path.wide');
             if (!line) { const box = shape.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; }
             const middle = line.getPointAtLength(line.getTotalLength() / 2).matrixTransform(line.getScreenCTM());
             return [middle.x, middle.y];",
            &[json!(selector)],
        );
        let whole = |value: &Value| value.as_f64().expect("a number").round();
        let (x, y) = (whole(&place[0]), whole(&place[1]));
        #[allow(clippy::cast_possible_truncation, reason = "a place on the screen")]
        let moves = json!([{ "type": "pointerMove", "duration": 0, "x": x as i64, "y": y as i64 }]);
        let pointer =
            json!({ "type": "pointer", "id": "mouse", "parameters": { "pointerType": "mouse" }, "actions": moves });
        self.command("POST", "actions", &json!({ "actions": [pointer] }));
    }

    /// A command of the browser's own protocol.
    pub fn devtools(&self, command: &str, parameters: &Value) {
        self.command("POST", "goog/cdp/execute", &json!({ "cmd": command, "params": parameters }));
    }

    /// Errors in the page's scripts would show here.
    pub fn assert_no_errors(&self) {
        let log = self.command("POST", "se/log", &json!({ "type": "browser" }));
        let severe = log.as_array().into_iter().flatten().filter(|entry| entry["level"] == "SEVERE");
        let severe: Vec<&Value> = severe.collect();
        assert!(severe.is_empty(), "errors in the page: {severe:?}");
    }

    fn element(&self, selector: &str) -> String {
        let found = self.command("POST", "element", &json!({ "using": "css selector", "value": selector }));
        let (_, id) = found.as_object().and_then(|found| found.iter().next()).expect("an element");
        id.as_str().expect("its id").to_owned()
    }

    fn command(&self, method: &str, path: &str, body: &Value) -> Value {
        self.request(method, &format!("/session/{}/{path}", self.session), body)
    }

    fn request(&self, method: &str, path: &str, body: &Value) -> Value {
        let answer = self.exchange(method, path, body).unwrap_or_else(|error| panic!("{method} {path}: {error}"));
        let answer: Value = serde_json::from_str(&answer).expect("the driver answers in JSON");
        let value = answer["value"].clone();
        assert!(value["error"].is_null(), "{method} {path} {body}: {value}");
        value
    }

    fn exchange(&self, method: &str, path: &str, body: &Value) -> std::io::Result<String> {
        let body = body.to_string();
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
             Connection: close\r\n\r\n{body}",
            self.port,
            body.len()
        )?;
        let mut reader = BufReader::new(stream);
        let mut length = 0;
        loop {
            let mut line = String::new();
            reader.read_line(&mut line)?;
            if line.trim().is_empty() {
                break;
            }
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().unwrap_or(0);
            }
        }
        let mut answer = vec![0; length];
        reader.read_exact(&mut answer)?;
        Ok(String::from_utf8_lossy(&answer).into_owned())
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if !self.session.is_empty() {
            // The test may have failed because the driver is gone.
            let _ = self.exchange("DELETE", &format!("/session/{}", self.session), &json!({}));
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}
