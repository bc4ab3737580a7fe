"""The quick check of a public show, for a timer: no credentials, a few dozen requests, one line.

`quick_check` asks, `sample` chooses the audio files, `certificates` judges certificates, `describe` has the line, and
`health_ping` notifies the service that waits for it.
"""
