//! CBOR values within bounds, and what is asked of them.
//!
//! Source: RFC 8949, through crate `ciborium`.

use ciborium::Value;

/// Bytes of one value that is parsed: claims and actions are some KiB, and a byte may become a value of 32.
const MAX_BYTES: usize = 1 << 20;

/// Values inside values.
const MAX_DEPTH: usize = 32;

/// A value; `None` where it is broken, too long or too deep.
pub(super) fn value(bytes: &[u8]) -> Option<Value> {
    if bytes.len() > MAX_BYTES {
        return None;
    }
    ciborium::de::from_reader_with_recursion_limit(bytes, MAX_DEPTH).ok()
}

/// The value of a text key in a map.
pub(super) fn get<'a>(value: &'a Value, key: &str) -> Option<&'a Value> {
    let entry = |(own, _): &&(Value, Value)| own.as_text() == Some(key);
    value.as_map()?.iter().find(entry).map(|(_, value)| value)
}

/// The value of a whole-number key in a map.
pub(super) fn get_number(value: &Value, key: i128) -> Option<&Value> {
    let entry = |(own, _): &&(Value, Value)| own.as_integer().map(i128::from) == Some(key);
    value.as_map()?.iter().find(entry).map(|(_, value)| value)
}

/// The text of a text key in a map.
pub(super) fn text(value: &Value, key: &str) -> Option<String> {
    get(value, key)?.as_text().map(str::to_owned)
}

/// The items of an array of a text key in a map; none where there is no array.
pub(super) fn items<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    get(value, key)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

/// The place or length that a value is; `None` where it is none.
pub(super) fn length(value: &Value) -> Option<usize> {
    value
        .as_integer()
        .and_then(|number| usize::try_from(number).ok())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn deep_and_long_values_are_refused() {
        assert!(value(&[0x81; 1000]).is_none());
        assert!(value(&vec![0; MAX_BYTES + 1]).is_none());
        // An array that claims four billion items and has none.
        assert!(value(&[0x9a, 0xff, 0xff, 0xff, 0xff]).is_none());
    }

    #[test]
    fn keys_are_found() {
        let map = value(&[0xa2, 0x61, b'a', 0x61, b'x', 0x01, 0x02]).unwrap();
        assert_eq!(text(&map, "a").as_deref(), Some("x"));
        assert_eq!(get_number(&map, 1).and_then(length), Some(2));
        assert!(items(&map, "a").is_empty());
    }

    proptest! {
        #[test]
        fn any_bytes_are_taken_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
            let _ = value(&bytes);
        }
    }
}
