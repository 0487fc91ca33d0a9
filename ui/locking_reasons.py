"""Why the case book locks by itself, or by a key."""

IDLE, SCREEN, SLEEP, KEY, PANIC = "idle", "screen", "sleep", "key", "panic"
