//! Who used the same things together: edges between accounts, each with a p-value against chance.
