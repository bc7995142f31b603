//! The last lines of a sidecar's standard error.

use std::collections::VecDeque;
use std::io::{BufReader, Read};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use crate::sidecar::read_line;

const KEPT_LINES: usize = 20;
const LONGEST_LINE_BYTES: usize = 8192;
/// How long the last lines are waited for: a sidecar that goes on, or what it started, holds its log open.
const LAST_LINES_TIME: Duration = Duration::from_millis(500);

pub struct LogTail {
    lines: Arc<Mutex<VecDeque<String>>>,
    /// Disconnected at the end of the log.
    end: Receiver<()>,
}

impl LogTail {
    /// Reads in a thread of its own, so that a sidecar that writes much is not held up.
    pub fn follow(input: impl Read + Send + 'static) -> Self {
        let (sender, end) = mpsc::channel();
        let tail = Self {
            lines: Arc::default(),
            end,
        };
        let lines = Arc::clone(&tail.lines);
        thread::spawn(move || {
            let _open: mpsc::Sender<()> = sender;
            let mut reader = BufReader::new(input);
            while let Ok(Some(line)) = read_line(&mut reader, LONGEST_LINE_BYTES) {
                if let Ok(mut kept) = lines.lock() {
                    if kept.len() == KEPT_LINES {
                        kept.pop_front();
                    }
                    kept.push_back(String::from_utf8_lossy(&line.bytes).into_owned());
                }
            }
        });
        tail
    }

    /// All of its last lines: what was written before may still be on its way.
    pub fn lines_at_end(&self) -> Vec<String> {
        let _ = self.end.recv_timeout(LAST_LINES_TIME);
        self.lines()
    }

    pub fn lines(&self) -> Vec<String> {
        match self.lines.lock() {
            Ok(kept) => kept.iter().cloned().collect(),
            Err(_) => Vec::new(),
        }
    }
}
