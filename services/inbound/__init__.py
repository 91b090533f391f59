"""How commands come in: decoded, made whole, ruled on, answered."""
