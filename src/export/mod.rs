//! Tables for programs: parquet, csv, jsonl.
