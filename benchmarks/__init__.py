"""Where the README's figures come from: `make bench`. Each is a ratio against a baseline of the same run."""
