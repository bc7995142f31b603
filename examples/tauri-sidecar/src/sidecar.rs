//! A sidecar as a child process: one JSON message a line, requests on its standard input, answers on its standard output.

use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use crate::json::{member, quoted};
use crate::log_tail::LogTail;
use crate::sidecar_error::SidecarError;

const LONGEST_ANSWER_BYTES: usize = 4 * 1024 * 1024;
const SHOWN_CHARACTERS: usize = 200;
const STOP_TIME: Duration = Duration::from_secs(5);

/// Ends when it is dropped. When this process is killed the sidecar's input ends, by which it ends itself.
pub struct Sidecar {
    child: Child,
    input: Option<ChildStdin>,
    answers: Receiver<Vec<u8>>,
    log: LogTail,
    last_id: u64,
}

impl Sidecar {
    pub fn start(path: &Path) -> Result<Self, SidecarError> {
        let mut child = Command::new(path)
            // Variables that would change the code it runs.
            .env_remove("NODE_OPTIONS")
            .env_remove("BUN_OPTIONS")
            .env_remove("LD_PRELOAD")
            .env_remove("DYLD_INSERT_LIBRARIES")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| SidecarError::NotExecutable {
                path: path.to_path_buf(),
                reason: error.to_string(),
            })?;
        let input = child.stdin.take();
        let output = child.stdout.take().expect("standard output is a pipe");
        let log = LogTail::follow(child.stderr.take().expect("standard error is a pipe"));
        let (sender, answers) = mpsc::sync_channel(16);
        // In a thread, since reading from a pipe knows no time limit. It ends with the sidecar's output.
        thread::spawn(move || {
            let mut reader = BufReader::new(output);
            while let Ok(Some(line)) = read_line(&mut reader, LONGEST_ANSWER_BYTES) {
                if sender.send(line.bytes).is_err() || line.is_cut {
                    break;
                }
            }
        });
        Ok(Self {
            child,
            input,
            answers,
            log,
            last_id: 0,
        })
    }

    /// Calls a method and waits for its answer. `params` and the result are JSON texts.
    pub fn call(
        &mut self,
        method: &str,
        params: &str,
        limit: Duration,
    ) -> Result<String, SidecarError> {
        self.last_id += 1;
        let id = quoted(&self.last_id.to_string());
        let name = quoted(method);
        let request =
            format!("{{\"jsonrpc\":\"2.0\",\"id\":{id},\"method\":{name},\"params\":{params}}}\n");
        // One that has ended may have said why before.
        let _ = self.write(&request);
        let deadline = Instant::now() + limit;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let line = match self.answers.recv_timeout(left) {
                Ok(line) => line,
                Err(RecvTimeoutError::Timeout) => {
                    let log = self.log.lines_at_end();
                    return Err(SidecarError::TimedOut {
                        method: method.into(),
                        log,
                    });
                }
                Err(RecvTimeoutError::Disconnected) => return Err(self.died()),
            };
            let text = std::str::from_utf8(&line).map_err(|_| self.bad_answer(&line))?;
            if member(text, "method").is_some() {
                continue; // A notification, or a request of the sidecar: nobody here listens to those.
            }
            match member(text, "id") {
                Some(answered) if answered == id => {}
                Some(answered) if self.is_earlier(answered) => continue, // It came too late.
                _ => return Err(self.bad_answer(&line)),
            }
            if let Some(error) = member(text, "error") {
                return Err(SidecarError::Refused {
                    error: error.into(),
                });
            }
            return match member(text, "result") {
                Some(result) => Ok(result.into()),
                None => Err(self.bad_answer(&line)),
            };
        }
    }

    fn is_earlier(&self, id: &str) -> bool {
        let number = id.trim_matches('"').parse::<u64>();
        number.map_or(false, |number| number < self.last_id)
    }

    fn write(&mut self, text: &str) -> io::Result<()> {
        match &mut self.input {
            Some(input) => input
                .write_all(text.as_bytes())
                .and_then(|()| input.flush()),
            None => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }

    fn died(&mut self) -> SidecarError {
        self.stop();
        let status = match self.child.wait() {
            Ok(status) => status.to_string(),
            Err(error) => error.to_string(),
        };
        SidecarError::Died {
            status,
            log: self.log.lines_at_end(),
        }
    }

    fn bad_answer(&self, line: &[u8]) -> SidecarError {
        let came = String::from_utf8_lossy(line)
            .chars()
            .take(SHOWN_CHARACTERS)
            .collect();
        SidecarError::BadAnswer {
            came,
            log: self.log.lines_at_end(),
        }
    }

    /// The end of its input, then, when it goes on, the end by force.
    fn stop(&mut self) {
        self.input = None;
        let deadline = Instant::now() + STOP_TIME;
        while Instant::now() < deadline {
            match self.child.try_wait() {
                Ok(None) => thread::sleep(Duration::from_millis(5)),
                _ => return,
            }
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Sidecar {
    fn drop(&mut self) {
        self.stop();
    }
}

pub struct Line {
    pub bytes: Vec<u8>,
    /// It is longer than allowed; the rest was thrown away.
    pub is_cut: bool,
}

/// The next line that is not empty, without its end; `None` at the end of the input.
pub fn read_line(reader: &mut impl BufRead, longest: usize) -> io::Result<Option<Line>> {
    let mut line = Line {
        bytes: Vec::new(),
        is_cut: false,
    };
    loop {
        let (taken, is_whole) = {
            let available = reader.fill_buf()?;
            if available.is_empty() {
                return Ok(if line.bytes.is_empty() {
                    None
                } else {
                    Some(line)
                });
            }
            let end = available.iter().position(|byte| *byte == b'\n');
            let part = &available[..end.unwrap_or(available.len())];
            let room = longest - line.bytes.len();
            line.is_cut |= part.len() > room;
            line.bytes.extend_from_slice(&part[..part.len().min(room)]);
            (part.len() + usize::from(end.is_some()), end.is_some())
        };
        reader.consume(taken);
        if !is_whole {
            continue;
        }
        if line.bytes.last() == Some(&b'\r') {
            line.bytes.pop();
        }
        if !line.bytes.is_empty() {
            return Ok(Some(line));
        }
    }
}
