//! What env_logger takes for a record, to a file, each line written at once as it does by itself, or
//! through a buffer of 64 KiB:
//!
//!     env-logger-reference SCENARIO RECORDS ROUNDS PATH [buffered]
//!
//! prints JSON: ns a record, of each round. The lines of the last round stay in the file.
use std::fs::File;
use std::io::{BufWriter, Write};
use std::sync::{Arc, Mutex};
use std::time::Instant;

const WRAP: i64 = 200_000;
const METHODS: [&str; 4] = ["GET", "POST", "PUT", "DELETE"];

/// A file that every round begins anew; the logger of a process is set only once.
#[derive(Clone)]
struct Lines(Arc<Mutex<Box<dyn Write + Send>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        // Where there is a buffer, it is for the program to say when it is written.
        Ok(())
    }
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let (scenario, path, buffered) = (&args[1], &args[4], args.len() > 5);
    let records: i64 = args[2].parse().unwrap();
    let rounds: i64 = args[3].parse().unwrap();

    let lines = Lines(Arc::new(Mutex::new(open(path, buffered))));
    env_logger::Builder::new()
        .filter_level(log::LevelFilter::Info)
        .target(env_logger::Target::Pipe(Box::new(lines.clone())))
        .format_timestamp_millis()
        .init();

    let mut taken = Vec::new();
    for _ in 0..rounds {
        *lines.0.lock().unwrap() = open(path, buffered);
        let start = Instant::now();
        log_all(scenario, records);
        lines.0.lock().unwrap().flush().unwrap();
        taken.push((start.elapsed().as_nanos() as f64 / records as f64).to_string());
    }
    println!("[{}]", taken.join(","));
}

fn open(path: &str, buffered: bool) -> Box<dyn Write + Send> {
    let file = File::create(path).unwrap();
    if buffered {
        Box::new(BufWriter::with_capacity(64 << 10, file))
    } else {
        Box::new(file)
    }
}

fn log_all(scenario: &str, records: i64) {
    match scenario {
        "message" => (0..records).for_each(|_| log::info!("hello world")),
        "integers" => (0..records).map(|i| i % WRAP).for_each(|n| {
            log::info!("first argument: {}, second: {}, third: {}", n * 7919, n * 31, n)
        }),
        _ => (0..records).for_each(|i| {
            let method = METHODS[(i & 3) as usize];
            log::info!("request done method={} status={} ms={}", method, 200 + (i & 7), i)
        }),
    }
}
