"""The version of wenju, from which the build takes it too: asking the installed distribution for it would cost
every question a fiftieth of a second."""

VERSION = "0.1.0"
