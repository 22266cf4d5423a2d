//! Archives with planted, known campaigns.
