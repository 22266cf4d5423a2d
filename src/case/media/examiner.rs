//! Files are looked at in processes of their own, which may be killed.
//!
//! In: jobs, each with the bytes of one or two files. Out: answers, in the order of the jobs. A decoder that hangs, eats
//! memory or crashes on a hostile file takes its process with it and nothing else: the file is reported, the next job
//! gets a new process. Requests and answers are CBOR, each after its length in four little-endian bytes.

use std::{
    io::{self, BufReader, BufWriter, Read, Write},
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
        mpsc::{self, Sender},
    },
    thread,
    time::Duration,
};

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::job::{Answer, Job, answer};

/// Time that one job may take unless told otherwise: the slowest honest file takes a tenth of it on one core.
pub const DEADLINE: Duration = Duration::from_mins(2);

/// Bytes of the largest frame: two files of the largest size.
const FRAME: u32 = 512 << 20;

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Lost {
    /// The process ended: it crashed, or ran out of memory.
    #[error("looking at it ended the process that did so")]
    Crashed,
    /// The process was ended after the deadline.
    #[error("looking at it took longer than the deadline")]
    Late,
    /// The process could not be started.
    #[error("no process could be started to look at it")]
    NoProcess,
    /// It was not looked at, since everything was stopped.
    #[error("it was not looked at, since the scan was stopped")]
    Stopped,
}

impl Lost {
    /// Whether the same is to be expected of the next time.
    #[must_use]
    pub const fn is_lasting(self) -> bool {
        matches!(self, Self::Crashed | Self::Late)
    }
}

/// How jobs are done.
#[derive(Clone, Debug)]
pub struct Examiner {
    /// The program that answers on its standard input and output, and the arguments that make it do so; `None` to do the
    /// jobs in this process, where only panics are caught.
    program: Option<(PathBuf, Vec<String>)>,
    deadline: Duration,
    processes: usize,
}

impl Examiner {
    /// Jobs are done in this process: for programs that embed the library.
    #[must_use]
    pub fn here() -> Self {
        Self {
            program: None,
            deadline: DEADLINE,
            processes: cores(),
        }
    }

    /// Jobs are done by this program, one process a core.
    #[must_use]
    pub fn of_program(program: PathBuf, arguments: Vec<String>) -> Self {
        Self {
            program: Some((program, arguments)),
            ..Self::here()
        }
    }

    /// The same with another deadline a job.
    #[must_use]
    pub fn with_deadline(self, deadline: Duration) -> Self {
        Self { deadline, ..self }
    }

    /// Does all jobs, several at a time; answers come in the order of the jobs. `done` hears of each that ends; jobs that
    /// have not ended when `stopped` says so are answered [`Lost::Stopped`].
    #[must_use]
    pub fn all(
        &self,
        jobs: &[Job<'_>],
        done: &(dyn Fn() + Sync),
        stopped: &(dyn Fn() -> bool + Sync),
    ) -> Vec<Result<Answer, Lost>> {
        let next = AtomicUsize::new(0);
        let mut answers: Vec<(usize, Result<Answer, Lost>)> = thread::scope(|scope| {
            let hands: Vec<_> = (0..self.processes.min(jobs.len()))
                .map(|_| scope.spawn(|| self.hand(jobs, &next, done, stopped)))
                .collect();
            let joined = hands.into_iter().filter_map(|hand| hand.join().ok());
            joined.flatten().collect()
        });
        answers.sort_by_key(|(number, _)| *number);
        answers.into_iter().map(|(_, answer)| answer).collect()
    }

    /// One pair of hands: takes the next job until there is none.
    fn hand(
        &self,
        jobs: &[Job<'_>],
        next: &AtomicUsize,
        done: &(dyn Fn() + Sync),
        stopped: &(dyn Fn() -> bool + Sync),
    ) -> Vec<(usize, Result<Answer, Lost>)> {
        let mut process = None;
        let mut out = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(job) = jobs.get(number) else {
                return out;
            };
            let result = if stopped() {
                Err(Lost::Stopped)
            } else {
                let first = self.ask(job, &mut process);
                let result = match first {
                    // An interrupt ends the processes too, and a machine short of memory may end one: once more.
                    Err(Lost::Crashed) if !stopped() => self.ask(job, &mut process),
                    first => first,
                };
                result.map_err(|lost| if stopped() { Lost::Stopped } else { lost })
            };
            out.push((number, result));
            done();
        }
    }

    fn ask(&self, job: &Job<'_>, process: &mut Option<Process>) -> Result<Answer, Lost> {
        let Some((program, arguments)) = &self.program else {
            return catch_unwind(AssertUnwindSafe(|| answer(job))).map_err(|_| Lost::Crashed);
        };
        let mut running = match process.take() {
            Some(running) => running,
            None => Process::start(program, arguments, self.deadline).ok_or(Lost::NoProcess)?,
        };
        let result = running.ask(job);
        if result.is_ok() {
            *process = Some(running);
        }
        result
    }
}

impl Default for Examiner {
    fn default() -> Self {
        Self::here()
    }
}

fn cores() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// What the watch over a process hears.
enum Signal {
    Begun,
    Ended,
}

/// A process that answers, and the watch that ends it when it is late.
struct Process {
    child: Arc<Mutex<Child>>,
    input: Option<BufWriter<ChildStdin>>,
    output: BufReader<ChildStdout>,
    watch: Sender<Signal>,
    late: Arc<Mutex<bool>>,
}

impl Process {
    fn start(program: &Path, arguments: &[String], deadline: Duration) -> Option<Self> {
        let mut child = Command::new(program)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let input = child.stdin.take()?;
        let output = child.stdout.take()?;
        let child = Arc::new(Mutex::new(child));
        let late = Arc::new(Mutex::new(false));
        let (watch, signals) = mpsc::channel();
        let (watched, told) = (Arc::clone(&child), Arc::clone(&late));
        thread::spawn(move || {
            while let Ok(Signal::Begun) = signals.recv() {
                if let Err(mpsc::RecvTimeoutError::Timeout) = signals.recv_timeout(deadline) {
                    *told.lock().unwrap_or_else(PoisonError::into_inner) = true;
                    end(&watched);
                    return;
                }
            }
        });
        Some(Self {
            child,
            input: Some(BufWriter::new(input)),
            output: BufReader::new(output),
            watch,
            late,
        })
    }

    fn ask(&mut self, job: &Job<'_>) -> Result<Answer, Lost> {
        // A watch that has gone has ended the process: the frames below fail then.
        self.watch.send(Signal::Begun).ok();
        let mut exchange = || {
            let input = self.input.as_mut().ok_or(io::ErrorKind::BrokenPipe)?;
            send(input, job)?;
            receive(&mut self.output)?.ok_or_else(|| io::Error::from(io::ErrorKind::UnexpectedEof))
        };
        let answered = exchange();
        self.watch.send(Signal::Ended).ok();
        answered.map_err(|_| {
            if *self.late.lock().unwrap_or_else(PoisonError::into_inner) {
                Lost::Late
            } else {
                Lost::Crashed
            }
        })
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.input.take());
        end(&self.child);
    }
}

/// Ends a process; one that has ended already is taken off the system's list.
fn end(child: &Mutex<Child>) {
    let mut child = child.lock().unwrap_or_else(PoisonError::into_inner);
    child.kill().ok();
    child.wait().ok();
}

/// Answers jobs until the input ends: the other side of [`Examiner::of_program`].
///
/// # Errors
/// Input or output cannot be read or written.
pub fn serve(mut input: impl Read, mut output: impl Write) -> io::Result<()> {
    while let Some(job) = receive::<Job<'_>>(&mut input)? {
        send(&mut output, &answer(&job))?;
    }
    Ok(())
}

fn send(to: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).map_err(io::Error::other)?;
    let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
    to.write_all(&length.to_le_bytes())?;
    to.write_all(&bytes)?;
    to.flush()
}

/// The next frame; `None` at the end of the input.
fn receive<T: DeserializeOwned>(from: &mut impl Read) -> io::Result<Option<T>> {
    let mut length = [0; 4];
    match from.read_exact(&mut length) {
        Err(end) if end.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        read => read?,
    }
    let length = u32::from_le_bytes(length);
    if length > FRAME {
        return Err(io::Error::other("a frame beyond the limit"));
    }
    let mut bytes = Vec::new();
    from.take(u64::from(length)).read_to_end(&mut bytes)?;
    ciborium::from_reader(bytes.as_slice())
        .map(Some)
        .map_err(io::Error::other)
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use proptest::{collection::vec, prelude::*};

    use super::*;

    fn job(bytes: &[u8]) -> Job<'_> {
        Job::Examine {
            file: Cow::Borrowed(bytes),
        }
    }

    fn ask(examiner: &Examiner) -> Vec<Result<Answer, Lost>> {
        examiner.all(&[job(b"one"), job(b"two")], &|| {}, &|| false)
    }

    #[test]
    fn answers_come_in_the_order_of_the_jobs() {
        let jobs: Vec<Vec<u8>> = (0..40_u8).map(|number| vec![number; 9]).collect();
        let jobs: Vec<Job<'_>> = jobs.iter().map(|bytes| job(bytes)).collect();
        let expected: Vec<Result<Answer, Lost>> = jobs.iter().map(|job| Ok(answer(job))).collect();
        assert_eq!(Examiner::here().all(&jobs, &|| {}, &|| false), expected);
    }

    #[test]
    fn what_is_stopped_is_not_begun() {
        let answers = Examiner::here().all(&[job(b"one")], &|| {}, &|| true);
        assert_eq!(answers, [Err(Lost::Stopped)]);
    }

    #[cfg(unix)]
    #[test]
    fn a_process_that_does_not_answer_is_ended() {
        let sleeps = Examiner::of_program("/bin/sleep".into(), vec!["600".to_owned()])
            .with_deadline(Duration::from_millis(50));
        assert_eq!(ask(&sleeps), [Err(Lost::Late), Err(Lost::Late)]);
    }

    #[cfg(unix)]
    #[test]
    fn a_process_that_ends_takes_only_its_own_job_with_it() {
        let ends = Examiner::of_program("/bin/true".into(), Vec::new());
        assert_eq!(ask(&ends), [Err(Lost::Crashed), Err(Lost::Crashed)]);
        let none = Examiner::of_program("/no/such/program".into(), Vec::new());
        assert_eq!(ask(&none), [Err(Lost::NoProcess), Err(Lost::NoProcess)]);
    }

    #[test]
    fn what_is_asked_over_a_pipe_is_answered_as_in_place() {
        let (mut asked, mut answered) = (Vec::new(), Vec::new());
        send(&mut asked, &job(b"%PDF-1.4")).unwrap();
        send(&mut asked, &job(b"")).unwrap();
        serve(asked.as_slice(), &mut answered).unwrap();
        let mut from = answered.as_slice();
        let first: Answer = receive(&mut from).unwrap().unwrap();
        let second: Answer = receive(&mut from).unwrap().unwrap();
        assert_eq!(
            [first, second],
            [answer(&job(b"%PDF-1.4")), answer(&job(b""))]
        );
        assert!(receive::<Answer>(&mut from).unwrap().is_none());
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_frame_or_an_error(bytes in vec(any::<u8>(), 0..60)) {
            let _ = receive::<Answer>(&mut bytes.as_slice());
        }
    }
}
