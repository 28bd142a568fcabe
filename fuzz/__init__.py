"""Readers of untrusted text, fed with what a coverage-guided fuzzer thinks of; see README.md."""
