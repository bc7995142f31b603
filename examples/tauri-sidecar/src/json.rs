//! As much of JSON as this needs: the members of an object, as they are written. A project that has `serde_json` uses it.

/// The value of the member `name` of the object in `text`, as it is written there; `None` when there is none, or `text` is
/// no object. Values are not checked any further.
pub fn member<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = text.trim().strip_prefix('{')?.trim_start();
    if rest.starts_with('}') {
        return None;
    }
    loop {
        let key_end = string_end(rest)?;
        let key = &rest[1..key_end - 1];
        rest = rest[key_end..].trim_start().strip_prefix(':')?.trim_start();
        let value_end = value_end(rest)?;
        if key == name {
            return Some(rest[..value_end].trim_end());
        }
        rest = rest[value_end..].strip_prefix(',')?.trim_start();
    }
}

/// A string as JSON.
pub fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            control if control < ' ' => out.push_str(&format!("\\u{:04x}", control as u32)),
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

/// Where the string that `text` begins with ends.
fn string_end(text: &str) -> Option<usize> {
    let mut is_escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match (at, byte) {
            (0, b'"') => {}
            (0, _) => return None,
            _ if is_escaped => is_escaped = false,
            (_, b'\\') => is_escaped = true,
            (_, b'"') => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// Where the value that `text` begins with ends: at a comma or a closing brace outside of it.
fn value_end(text: &str) -> Option<usize> {
    let mut depth = 0;
    let mut at = 0;
    while at < text.len() {
        match text.as_bytes()[at] {
            b'"' => {
                at += string_end(&text[at..])?;
                continue;
            }
            b'{' | b'[' => depth += 1,
            b',' | b'}' if depth == 0 => return Some(at),
            b'}' | b']' => depth -= 1,
            _ => {}
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{member, quoted};

    #[test]
    fn member_finds_values_as_they_are_written() {
        let text =
            r#" {"a": [1, {"id": 2}], "b\"}": "}, \"id\": 3", "id":"1","result": {"x": "}"} } "#;
        assert_eq!(member(text, "id"), Some(r#""1""#));
        assert_eq!(member(text, "result"), Some(r#"{"x": "}"}"#));
        assert_eq!(member(text, "x"), None);
    }

    #[test]
    fn member_finds_nothing_in_what_is_no_object() {
        for text in [
            "",
            "{",
            "{}",
            "[1]",
            "{\"id\"",
            "{\"id\":",
            "{\"id\":\"",
            "hello",
            "{id:1}",
        ] {
            assert_eq!(member(text, "id"), None, "{text}");
        }
    }

    #[test]
    fn quoted_escapes_what_must_be() {
        assert_eq!(quoted("a\"b\\c\nd"), r#""a\"b\\c\u000ad""#);
    }
}
