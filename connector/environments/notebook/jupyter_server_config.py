"""The server of a notebook behind a gateway, which alone knows its token (docs: jupyter_server's Config file)."""

import os
from pathlib import Path

from jupyter_server.auth.identity import PasswordIdentityProvider

c = get_config()  # noqa: F821 (given by traitlets)


class TokenInFile(PasswordIdentityProvider):
    """Reads the token anew at each request, so that it can be renewed while notebooks run. No token, no entrance."""

    path = Path("/run/atrium/token")

    def get_token(self, handler):
        self.token = self.path.read_text().strip()
        return super().get_token(handler)

    async def get_user_token(self, handler):
        self.token = self.path.read_text().strip()
        return await super().get_user_token(handler)


c.ServerApp.identity_provider_class = TokenInFile
c.PasswordIdentityProvider.hashed_password = ""
c.ServerApp.sock = "/run/atrium/interface.sock"
c.ServerApp.sock_mode = "0600"
c.ServerApp.base_url = "/"
c.ServerApp.root_dir = os.environ["HOME"]
c.ServerApp.preferred_dir = os.environ["HOME"]
c.ServerApp.open_browser = False
c.ServerApp.quit_button = False
c.ServerApp.shutdown_no_activity_timeout = 0

# The gateway has checked host and origin, and is the only one that can reach the socket.
c.ServerApp.allow_remote_access = True
c.ServerApp.allow_unauthenticated_access = False
c.ServerApp.trust_xheaders = True

# Nothing here asks the outside world for news or updates.
c.LabApp.news_url = None
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
c.LabApp.extension_manager = "readonly"
# Nor does it ask the person whether it may (settings/overrides.json).
c.LabApp.app_settings_dir = "/environment/settings"

# Jupyter would leave out what a cell prints beyond 1 MB/s. The way to the browser takes more, and slows down by itself.
c.ZMQChannelsWebsocketConnection.iopub_data_rate_limit = 100_000_000
