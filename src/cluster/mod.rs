//! Edges to clusters of accounts, stable and reproducible.
