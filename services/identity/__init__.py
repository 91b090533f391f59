"""Who somebody is: passwords, sessions, keys, and sign-in by an identity provider."""
