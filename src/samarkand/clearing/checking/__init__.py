"""The proof of an outcome, one small module a question; trusts no solver and shares nothing with one."""
