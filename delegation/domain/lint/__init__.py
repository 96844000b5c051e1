"""What the lint looks for, one idea a module; `delegation.domain.lint.check` is its door."""
