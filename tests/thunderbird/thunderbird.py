"""Thunderbird on a screen of its own, with one account, as somebody uses it.

    thunderbird.missing()        what is not installed, as Debian names it
    with Thunderbird(folder, account) as program:
        program.open(message_id) waits for that message and opens it
        program.bar()            what the invitation bar says and offers
        program.press("imipAcceptButton")    with the mouse
        program.shot("a.png")    what the screen shows

The profile is written beforehand, the passwords and the authority of the mail
server's certificate are put in once it runs. Looking is done through
Marionette; pressing is done by the X server, as a hand does it.
"""
import base64
import os
import signal
import subprocess
import time

from dovecot import free_port
from marionette import Marionette

PROGRAM = "/usr/lib/thunderbird/thunderbird"
NEEDED = {PROGRAM: "thunderbird", "/usr/bin/Xvfb": "xvfb",
          "/usr/bin/openbox": "openbox", "/usr/bin/xdotool": "xdotool",
          "/usr/bin/import": "imagemagick",
          "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc":
          "fonts-noto-cjk"}
SIZE = "1600x1100"
CALENDAR = "calendar.registry.00000000-0000-4000-8000-000000000001."
# Nothing is asked, fetched or shown that is not the mail itself.
QUIET = {
    "app.donation.eoy.version.viewed": 999,
    "app.normandy.enabled": False,
    "app.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "calendar.alarms.show": False,
    "calendar.timezone.local": "Asia/Shanghai",
    "calendar.timezone.useSystemTimezone": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.update.enabled": False,
    "mail.provider.enabled": False,
    "mail.provider.suppress_dialog_on_startup": True,
    "mail.rights.version": 1,
    "mail.shell.checkDefaultClient": False,
    "mail.spellcheck.inline": False,
    "mailnews.start_page.enabled": False,
    "mailnews.start_page_override.mstone": "ignore",
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.proxy.type": 0,
    "privacy.restrict3rdpartystorage.rollout.enabledByDefault": False,
    "toolkit.telemetry.enabled": False,
    "toolkit.telemetry.reportingpolicy.firstRun": False,
    "trailhead.firstrun.didSeeAboutWelcome": True,
}
# The message that was asked for, as soon as it is there.
OPENED = """
let about = Services.wm.getMostRecentWindow("mail:3pane").document
    .getElementById("tabmail").currentAbout3Pane;
let message = about.messageBrowser.contentWindow;
if (!message.msgLoaded || message.gMessage?.messageId != arguments[0])
    return null;
let page = message.getMessagePaneBrowser().contentDocument;
"""
BODY = OPENED + """
return page?.readyState == "complete" ? page.body.innerText : null;
"""
# Its invitation bar, once the calendar was asked about the event.
BAR = OPENED + """
let bar = message.document.querySelector(".calendar-notification-bar");
if (!bar || bar.collapsed || !message.calImipBar.itipItem) return null;
"""
LOOK = BAR + """
return {
    text: bar.querySelector(".msgNotificationBarText").textContent.trim(),
    buttons: [...message.document.querySelectorAll(
        "#imip-view-toolbar > toolbarbutton")]
        .filter(b => !b.hidden && b.getBoundingClientRect().width > 0)
        .map(b => b.id)};
"""
PLACE = BAR + """
let button = message.document.getElementById(arguments[1]);
let box = button.getBoundingClientRect();
return [message.mozInnerScreenX + box.left + Math.min(box.width / 3, 20),
        message.mozInnerScreenY + box.top + box.height / 2];
"""
SECRETS = """
let [imap, smtp, authority] = arguments;
Cc["@mozilla.org/security/x509certdb;1"].getService(Ci.nsIX509CertDB)
    .addCertFromBase64(authority, "C,,");
let put = ([origin, user, password]) => {
    let login = Cc["@mozilla.org/login-manager/loginInfo;1"]
        .createInstance(Ci.nsILoginInfo);
    login.init(origin, null, origin, user, password, "", "");
    return Services.logins.addLoginAsync(login);
};
return Promise.all([put(imap), put(smtp)]).then(() => true);
"""
INBOX = """
let { MailServices } = ChromeUtils.importESModule(
    "resource:///modules/MailServices.sys.mjs");
let about = Services.wm.getMostRecentWindow("mail:3pane").document
    .getElementById("tabmail").currentAbout3Pane;
if (!about || about.document.readyState != "complete") return false;
let inbox = MailServices.accounts.getAccount("account1").incomingServer
    .rootFolder.getFolderWithFlags(Ci.nsMsgFolderFlags.Inbox);
"""
FETCH = INBOX + """
if (!inbox) {
    MailServices.accounts.getAccount("account1").incomingServer
        .performExpand(null);
    return false;
}
if (about.gFolder != inbox) about.displayFolder(inbox.URI);
inbox.getNewMessages(null, null);
return true;
"""
CHOOSE = INBOX + """
if (!about.gDBView) return false;
for (let i = 0; i < about.gDBView.rowCount; i++) {
    let header = about.gDBView.getMsgHdrAt(i);
    if (header.messageId != arguments[0]) continue;
    about.threadTree.selectedIndex = i;
    return true;
}
inbox.getNewMessages(null, null);
return false;
"""


EVENTS = """
let { cal } = ChromeUtils.importESModule(
    "resource:///modules/calendar/calUtils.sys.mjs");
let found = cal.manager.getCalendars().map(one => one.getItemsAsArray(
    Ci.calICalendar.ITEM_FILTER_ALL_ITEMS, 0, null, null));
return Promise.all(found).then(lists => lists.flat().map(event => ({
    uid: event.id, start: event.startDate.icalString,
    status: event.status, sequence: event.getProperty("SEQUENCE"),
    answers: Object.fromEntries(event.getAttendees().map(
        a => [a.id, a.participationStatus]))})));
"""


def missing():
    return sorted(package for path, package in NEEDED.items()
                  if not os.path.exists(path))


class Account:
    """Whose program it is, and where his mail is."""

    def __init__(self, mail, name, imap, smtp, authority):
        """`imap`, `smtp`: (host, port, user, password); `authority`: the file
        of the certificate that vouches for the SMTP server."""
        self.mail, self.name = mail, name
        self.imap, self.smtp, self.authority = imap, smtp, authority

    def preferences(self):
        host, port, user, _ = self.imap
        out_host, out_port, out_user, _ = self.smtp
        server = "mail.server.server1."
        inbox = f"imap://{user.replace('@', '%40')}@{host}/"
        return {
            "mail.accountmanager.accounts": "account1",
            "mail.accountmanager.defaultaccount": "account1",
            "mail.account.account1.identities": "id1",
            "mail.account.account1.server": "server1",
            "mail.account.lastKey": 1,
            "mail.identity.id1.fullName": self.name,
            "mail.identity.id1.useremail": self.mail,
            "mail.identity.id1.valid": True,
            "mail.identity.id1.smtpServer": "smtp1",
            "mail.identity.id1.fcc_folder": inbox + "Sent",
            server + "type": "imap", server + "hostname": host,
            server + "port": port, server + "userName": user,
            server + "realhostname": host, server + "realuserName": user,
            server + "name": self.mail, server + "socketType": 0,
            server + "authMethod": 3, server + "login_at_startup": False,
            server + "check_new_mail": False,
            "mail.smtpservers": "smtp1", "mail.smtp.defaultserver": "smtp1",
            "mail.smtpserver.smtp1.hostname": out_host,
            "mail.smtpserver.smtp1.port": out_port,
            "mail.smtpserver.smtp1.username": out_user,
            "mail.smtpserver.smtp1.authMethod": 3,
            "mail.smtpserver.smtp1.try_ssl": 2,
            "mail.smtpserver.smtp1.type": "smtp",
            CALENDAR + "name": self.mail, CALENDAR + "type": "storage",
            CALENDAR + "uri": "moz-storage-calendar://",
            CALENDAR + "imip.identity.key": "id1",
            CALENDAR + "calendar-main-default": True,
            CALENDAR + "calendar-main-in-composite": True,
        }

    def secrets(self):
        with open(self.authority, encoding="ascii") as file:
            text = file.read().split("-----BEGIN CERTIFICATE-----")[1]
        der = base64.b64decode(text.split("-----END")[0])
        host, _, user, password = self.imap
        out_host, _, out_user, out_password = self.smtp
        return (["imap://" + host, user, password],
                ["smtp://" + out_host, out_user, out_password],
                base64.b64encode(der).decode())


def literal(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


class Thunderbird:
    def __init__(self, folder, account):
        self.folder, self.account = folder, account
        self.started, self.display, self.gecko = [], None, None
        self.opened = None

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if self.gecko:
            self.gecko.__exit__()
        for process in reversed(self.started):
            try:
                os.killpg(process.pid, signal.SIGTERM)
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
            except ProcessLookupError:
                process.wait()

    def run(self, argv, log, **more):
        with open(os.path.join(self.folder, log), "wb") as out:
            process = subprocess.Popen(argv, stdout=out, stderr=out,
                                       stdin=subprocess.DEVNULL,
                                       start_new_session=True, **more)
        self.started.append(process)

    def screen(self):
        """An X server on a display that was free."""
        read, write = os.pipe()
        self.run(["/usr/bin/Xvfb", "-displayfd", str(write), "-screen", "0",
                  SIZE + "x24", "-nolisten", "tcp"], "xvfb.log",
                 pass_fds=[write])
        os.close(write)
        with os.fdopen(read) as file:
            number = file.readline().strip()
        if not number:
            raise RuntimeError("Xvfb does not start")
        self.display = ":" + number

    def environment(self):
        home = os.path.join(self.folder, "home")
        os.makedirs(home, exist_ok=True)
        kept = {k: v for k, v in os.environ.items()
                if not k.startswith(("DBUS_", "XDG_", "MOZ_", "WAYLAND_"))}
        return dict(kept, HOME=home, DISPLAY=self.display,
                    LANG="C.UTF-8", TZ="Asia/Shanghai", NO_AT_BRIDGE="1",
                    MOZ_CRASHREPORTER_DISABLE="1", GDK_BACKEND="x11",
                    LIBGL_ALWAYS_SOFTWARE="1")

    def start(self):
        profile, port = os.path.join(self.folder, "profile"), free_port()
        os.mkdir(profile)
        all_of_it = dict(QUIET, **self.account.preferences(),
                         **{"marionette.port": port})
        with open(os.path.join(profile, "user.js"), "w",
                  encoding="utf-8") as file:
            for name, value in all_of_it.items():
                file.write(f'user_pref("{name}", {literal(value)});\n')
        self.screen()
        around = self.environment()
        self.run(["/usr/bin/openbox"], "openbox.log", env=around)
        self.run([PROGRAM, "--no-remote", "--profile", profile,
                  "--marionette", "--remote-allow-system-access"],
                 "thunderbird.log", env=around)
        self.gecko = Marionette(port).__enter__()
        self.gecko.script(SECRETS, *self.account.secrets())
        self.gecko.script("""
            let w = Services.wm.getMostRecentWindow("mail:3pane");
            w.maximize(); w.focus();
            w.document.getElementById("today-pane-panel").collapsed = true;
            """)
        self.gecko.wait("the inbox", FETCH)

    def open(self, message_id):
        self.opened = message_id
        self.gecko.wait("message " + message_id, CHOOSE, message_id)
        return self.gecko.wait("its text", BODY, message_id)

    def bar(self):
        """{"text": ..., "buttons": [ids]}"""
        return self.gecko.wait("the invitation bar", LOOK, self.opened)

    def bar_says(self, text, seconds=20):
        """…as soon as it says that; else what it says in the end."""
        end = time.monotonic() + seconds
        while self.bar()["text"] != text and time.monotonic() < end:
            time.sleep(0.2)
        return self.bar()

    def events(self):
        """What its calendar holds: [{uid, start, status, answer}]."""
        return self.gecko.script(EVENTS)

    def press(self, button):
        x, y = self.gecko.script(PLACE, self.opened, button)
        subprocess.run(["/usr/bin/xdotool", "mousemove", str(int(x)),
                        str(int(y)), "sleep", "0.3", "click", "1",
                        "sleep", "0.3", "mousemove", "5", "5"],
                       env=self.environment(), check=True)

    def shot(self, path):
        subprocess.run(["/usr/bin/import", "-window", "root", path],
                       env=self.environment(), check=True)
