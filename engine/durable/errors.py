"""What can go wrong with the worker process. The plain evaluator answers instead, so that none of it reaches a round.

DurableError
├── UnavailableError    durable_rules cannot be imported, or the process cannot be started
├── WorkerLostError     the process died, hung, or answered what makes no sense
└── WrongAnswerError    the process answered, and the answer is wrong
"""


class DurableError(Exception):
    """durable_rules cannot answer."""


class UnavailableError(DurableError):
    """durable_rules is not there: not built for this Python, or no process can be started."""


class WorkerLostError(DurableError):
    """The worker process is gone, was ended because it took too long, or sent an answer that makes no sense."""


class WrongAnswerError(DurableError):
    """An answer differs from what the rules mean. Nothing that this worker says about this rule set is believed."""
