"""What can go wrong at the front door. Every message says where, what, and how to mend it.

    TrueupError
    ├── SettingsError     settings.toml or a TRUEUP_... variable can't be used; carries every problem
    ├── SecretsError      the secrets file is missing, open to others, or not readable as TOML; or a secret is needed
    ├── ProjectError      there is no project, it names no shop, or `init` would overwrite something
    └── RulesError        the rule files have errors; carries them as `engine.problems`

Who sees them: `cli.refusals` prints the message; nothing else catches them.
"""

from collections.abc import Sequence


class TrueupError(Exception):
    """Anything the front door refuses."""


class SettingsError(TrueupError):
    """Options that can't be used; `problems` has one sentence for each, each naming where it stands."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class SecretsError(TrueupError):
    """A secret can't be had, or is kept where others can read it. Never contains the secret."""


class ProjectError(TrueupError):
    """The folder is not what the command needs."""


class RulesError(TrueupError):
    """The rule files can't be used; the message is the list of their problems, with places."""
