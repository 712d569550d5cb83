"""A service that plays SoMark on the loopback interface."""
