"""What the lint looks for, one idea a module; `delegation.domain.safety` is its door."""
