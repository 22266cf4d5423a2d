//! Linking speed on generated uses.

fn main() {
    divan::main();
}
