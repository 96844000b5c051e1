"""How rules begin: from lessons, starter packs and files; what speaks for and against them."""
