"""What can be wrong with a webhook or with the port it should come to.

WebhookError
├── RefusedError   a request that is no webhook for us; it has the HTTP status of the answer
└── ListenError    the receiver can't listen where the settings say
"""


class WebhookError(Exception):
    """Whatever this package raises on purpose."""


class RefusedError(WebhookError):
    """A request that changes nothing. The message says what is wrong with it, without quoting it."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class ListenError(WebhookError):
    """The address in [webhooks] listen can't be used; the message says why."""
