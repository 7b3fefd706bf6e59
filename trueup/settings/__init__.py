"""Settings: `options` says what can be set, `loading` reads it, `documents` writes it out, `secrecy` keeps tokens."""
