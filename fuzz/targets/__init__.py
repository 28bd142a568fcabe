"""One module a target: ``check`` takes any bytes, and raises where a promise is broken."""
