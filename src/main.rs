//! The thin binary: parse, run, exit code.

/// Parsing and columns make many small allocations from several threads.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    refrain::cli::main()
}
