"""The npm package, as it is packed and installed."""
