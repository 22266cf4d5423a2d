//! The protected list that a scan was given, and which list a run used.
//!
//! In: a list's name and text. Out: [`Protected`]; its text is kept in the case's settings under its
//! digest, and the run's parameters name the digest, so that every run can be told which list it used.

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::{Case, CaseError, hex::hex};
use crate::campaign::impersonation::{BadLine, ProtectedList};

/// Before the digest in the name of the setting.
const SETTING: &str = "protected:";

/// A list as it was given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Protected {
    /// The file's name, without folders.
    name: String,
    text: String,
    /// What it says.
    list: ProtectedList,
}

impl Protected {
    /// Reads a list.
    ///
    /// # Errors
    /// The first line that cannot be read.
    pub fn read(name: &str, text: &str) -> Result<Self, BadLine> {
        Ok(Self {
            name: name.to_owned(),
            text: text.to_owned(),
            list: ProtectedList::parse(text)?,
        })
    }

    /// What it says.
    #[must_use]
    pub const fn list(&self) -> &ProtectedList {
        &self.list
    }

    fn digest(&self) -> String {
        hex(&Sha256::digest(self.text.as_bytes()))
    }

    /// Enters the list among a run's parameters.
    pub(super) fn enter(&self, parameters: &mut Value) {
        if let Value::Object(fields) = parameters {
            let mut told = Map::new();
            told.insert("file".to_owned(), self.name.clone().into());
            told.insert("entries".to_owned(), self.list.entries.len().into());
            told.insert("sha256".to_owned(), self.digest().into());
            fields.insert("protected_list".to_owned(), told.into());
        }
    }
}

impl Case {
    /// Keeps a list's text, so that a run's digest leads to it.
    pub(super) fn keep_list(&self, protected: &Protected) -> Result<(), CaseError> {
        self.set_setting(&format!("{SETTING}{}", protected.digest()), &protected.text)
    }

    /// The text of the list with this digest, as a scan was given it.
    ///
    /// # Errors
    /// [`CaseError::Ledger`].
    pub fn protected_list(&self, sha256: &str) -> Result<Option<String>, CaseError> {
        self.setting(&format!("{SETTING}{sha256}"))
    }
}
