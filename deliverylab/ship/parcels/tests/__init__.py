"""The tests of the service. A build runs them; a package does not carry them."""
