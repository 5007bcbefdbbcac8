"""The one file of settings: everything that differs between machines comes from the environment.

``.env.example`` names every variable; ``docs/reference/settings.md`` explains them. What is
missing or unsafe in production stops the start with a sentence, never a default.
"""

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent


class Environment(environ.Env):
    """A password may begin with a dollar sign: the library would take it for the name of another
    variable, and where there is none for empty."""

    def get_value(self, var: Any, cast: Any = None, *more: Any, **others: Any) -> Any:
        said = self.ENVIRON.get(var, "")
        return said if said[:1] == "$" else super().get_value(var, cast, *more, **others)


env = Environment()
if os.environ.get("PORTAL_MODE", "production") == "production":
    # Of a production site: a demo beside it, with its known passwords, must not find its database.
    if (BASE_DIR / ".env").exists() and not os.access(BASE_DIR / ".env", os.R_OK):
        raise ImproperlyConfigured(
            f"{BASE_DIR / '.env'} is not for this user: run it as its owner."
        )
    environ.Env.read_env(BASE_DIR / ".env")

# --- Mode: production unless said otherwise; demo and test are the two relaxed ones.
MODE = env.str("PORTAL_MODE", default="production")
if MODE not in {"production", "demo", "test"}:
    raise ImproperlyConfigured(f"PORTAL_MODE is production, demo or test, not {MODE!r}.")
PRODUCTION = MODE == "production"
DEMO = MODE == "demo"
DEBUG = env.bool("DEBUG", default=False)
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("DEBUG is on in production: take it out of the environment.")


MISSING: list[str] = []


def required(name: str, relaxed: str) -> str:
    """The variable ``name``; ``relaxed`` stands in for it outside production only."""
    value: str = env.str(name, default="" if PRODUCTION else relaxed)
    if not value or (PRODUCTION and value == relaxed):
        MISSING.append(name)  # all of them are told of together, at the end
    return value


SECRET_KEY = required("SECRET_KEY", "not-a-secret-only-for-the-demo-and-the-tests-0123456789")
if PRODUCTION and 0 < len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("SECRET_KEY is too short: take at least 50 random characters.")
HOSTS = required("ALLOWED_HOSTS", "127.0.0.1,localhost,testserver")
ALLOWED_HOSTS = [host.strip() for host in HOSTS.split(",")]
if PRODUCTION and "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS names hosts; '*' would accept any.")
SITE_URL = required("SITE_URL", f"http://127.0.0.1:{env.str('PORT', default='8000')}").rstrip("/")
if SITE_URL and not SITE_URL.startswith(("https://", "http://")):
    raise ImproperlyConfigured(f"SITE_URL is a whole address, https://…, not {SITE_URL!r}.")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
VAR_DIR = BASE_DIR / (env.str("VAR_DIR", default="") or "var")

# --- Applications: the five floors, roof first, so that its templates win.
INSTALLED_APPS = [
    "portal",
    "exchanges",
    "experiences",
    "members",
    "community",
    "portal.desk.apps.DeskConfig",  # the secretariat's Django admin
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",  # its templates, so that ours can override them
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "pghistory",
    "pgtrigger",
    "procrastinate.contrib.django",
    "taggit",
]

MIDDLEWARE = [
    "portal.counting.CountingMiddleware",
    "portal.shared_pages.SharedPagesMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "portal.staticfiles.StaticFilesMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "portal.health.DatabaseAwayMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "portal.throttle.SearchThrottleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "community.signed_in.SignInMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "community.unsaved.GivenBackMiddleware",  # asked after those that know former addresses
    "members.former.FormerAddressMiddleware",
    "experiences.former.FormerSheetAddressMiddleware",
    "portal.privacy.PrivatePagesMiddleware",
    "portal.buttons.ButtonsOnlyMiddleware",
    "portal.desk.second_factor.SecondFactorMiddleware",
    "portal.replicas.ReplicasMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "community.form_rendering.Forms"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "portal.context.site",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "community.templatetags.community",
            ],
        },
    }
]

# --- Database: PostgreSQL only, a server of yours or the one that comes as a wheel.
DATABASES: dict[str, dict[str, Any]]
DATABASE_URL = env.str("DATABASE_URL", default="")
if DATABASE_URL and DATABASE_URL != "embedded":
    DATABASES = {"default": env.db("DATABASE_URL")}
    if DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
        raise ImproperlyConfigured("DATABASE_URL must name a PostgreSQL (postgres://…).")
else:
    DATABASES = {
        "default": {
            "ENGINE": "portal.embedded",
            "NAME": "postgres",
            "USER": "postgres",
            # The tests have a server of their own, so that they and a running demo never meet.
            "PGDATA": VAR_DIR / ("postgres-test" if MODE == "test" else "postgres"),
        }
    }
# A firewall that forgets a quiet line answers nothing: without these a question would wait for it a
# quarter of an hour, and with it all readers who ask for the version of the content.
QUIET_LINE = {
    "keepalives_idle": 60,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}
# A replica is not waited for: the primary has the same.
QUICK_LINE = QUIET_LINE | {"tcp_user_timeout": 3_000, "connect_timeout": 2}
DATABASES["default"]["OPTIONS"] = QUIET_LINE | DATABASES["default"].get("OPTIONS", {})
# What a sheet's words cost is estimated high, so that searches read few of them. A PostgreSQL with
# LLVM would take that for a reason to compile each of its triggers: ten seconds for every row.
SERVER_OPTIONS = ["-c jit=off", DATABASES["default"]["OPTIONS"].get("options", "")]
# A question that takes so long is given up: nobody waits for a page any more, and whoever finds a
# slow one could keep the server busy with it. Web processes alone (portal/wsgi.py): jobs and
# commands take the time they need.
STATEMENT_SECONDS = env.int(
    "DATABASE_STATEMENT_SECONDS", default=30 if "PORTAL_SERVES" in os.environ else 0
)
if STATEMENT_SECONDS:
    SERVER_OPTIONS.append(f"-c statement_timeout={STATEMENT_SECONDS}s")
if MODE == "test":
    SERVER_OPTIONS.append("-c synchronous_commit=off")
else:
    DATABASES["default"]["OPTIONS"]["pool"] = {
        "min_size": 1,
        "max_size": env.int("DATABASE_POOL", default=8),
        "timeout": 10,
    }
# Plans of questions that each connection keeps (community/planned.py).
DATABASE_PLANS_KEPT = env.int("DATABASE_PLANS_KEPT", default=50)
DATABASES["default"]["OPTIONS"]["options"] = " ".join(SERVER_OPTIONS).strip()

# Streaming replicas, from which pages for visitors are made (portal/replicas.py).
REPLICAS: list[str] = []
for url in env.list("DATABASE_REPLICA_URLS", default=[]):
    replica = env.db_url_config(url.strip())
    if replica["ENGINE"] != "django.db.backends.postgresql":
        raise ImproperlyConfigured("DATABASE_REPLICA_URLS must name PostgreSQLs (postgres://…).")
    said = replica.get("OPTIONS", {})
    replica["OPTIONS"] = DATABASES["default"]["OPTIONS"] | QUICK_LINE | said
    # Sooner than the portal gives up itself, so that a slow question does not go on alone.
    own_options = f"-c jit=off -c statement_timeout=2500 {said.get('options', '')}"
    replica["OPTIONS"]["options"] = own_options.strip()
    if MODE != "test":
        replica["OPTIONS"]["pool"] = DATABASES["default"]["OPTIONS"]["pool"] | {
            "timeout": 1,
            "num_workers": 1,
        }
    REPLICAS.append(f"replica_{len(REPLICAS) + 1}")
    DATABASES[REPLICAS[-1]] = replica | {"TEST": {"MIRROR": "default"}}
DATABASE_ROUTERS = ["portal.replicas.ReplicasAreCopies"] if REPLICAS else []

CACHES = {
    "default": env.cache_url("CACHE_URL", default="locmemcache://")
    if MODE == "test" or env.str("CACHE_URL", default="")
    # Shared by all processes without another server: sign-in throttles count for the whole site.
    # Of 300 entries, as Django would have it, a stranger pushes out with as many wrong names what
    # was counted of him and of others.
    else {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "portal_cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
    # Pages that every visitor sees alike: each process keeps some; a server may keep all of them.
    "pages": {"TIMEOUT": 60 * 60 * 24}
    | env.cache_url_config(env.str("PAGE_CACHE_URL", default="") or "dummycache://"),
    "throttle": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "throttle",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
}
SEARCHES_A_MINUTE = env.int("SEARCHES_A_MINUTE", default=10**6 if MODE == "test" else 300)
KEPT_PAGES_MB = env.int("KEPT_PAGES_MB", default=4)  # in each process
# In the tests a page is asked for again within one transaction, which no version can count.
SHARE_PAGES = env.bool("SHARE_PAGES", default=MODE != "test")

# --- Languages: paths are /en/ /es/ /pt/ /fr/; inside, Portuguese is that of Brazil.
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español"), ("pt-br", "Português"), ("fr", "Français")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["community.formats"]
TIME_ZONE = "UTC"
USE_TZ = True

# --- People and accounts
AUTH_USER_MODEL = "community.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
if MODE == "test":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "CommonPasswordValidator")
] + [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    }
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "my"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "community.accounts.AccountAdapter"
ACCOUNT_FORMS = {
    "signup": "community.accounts.SignupForm",
    "add_email": "community.accounts.AddEmailForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
CODE_MINUTES = 15  # how long a code is good; letters take their time
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = CODE_MINUTES * 60
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = CODE_MINUTES * 60
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True  # a letter either way: the time tells nothing
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # an open session alone does not take an account away
ACCOUNT_EMAIL_NOTIFICATIONS = True  # of a new address to the old one; of passwords and factors
ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD = "fax"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = SITE_URL.split(":", 1)[0]
# Behind proxies the visitor's address is what they say; the throttles count by it. Production has
# one that speaks TLS: were it not counted, all visitors together would have one address.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=1 if PRODUCTION else 0)
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "IASPN"
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = True
# Browsers allow passkeys over http on "localhost" alone, for the demo and the tests.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
MFA_FORMS = {
    f"{act}_webauthn": f"community.second_factor.{act.capitalize()}KeyForm"
    for act in ("add", "authenticate", "edit", "login", "reauthenticate", "signup")
}
if MODE == "test":
    ACCOUNT_RATE_LIMITS = False

# --- Mail: written to the database with the move it tells of, delivered by the worker.
DEFAULT_FROM_EMAIL = required("DEFAULT_FROM_EMAIL", "RIPSO – IASPN <portal@demo.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
MAILERS: dict[str, dict[str, Any]]
SMTP_PORT = env.int("SMTP_PORT", default=587)
SMTP_TLS = env.bool("SMTP_TLS", default=True)
if PRODUCTION or env.str("SMTP_HOST", default=""):
    MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {
                "host": required("SMTP_HOST", "localhost"),
                "port": SMTP_PORT,
                "username": env.str("SMTP_USER", default=""),
                "password": env.str("SMTP_PASSWORD", default=""),
                # At 465 a server speaks TLS from the first word, and waits in silence for ours.
                "use_ssl": SMTP_TLS and SMTP_PORT == 465,
                "use_tls": SMTP_TLS and SMTP_PORT != 465,
                "timeout": 20,
            },
        }
    }
else:
    MAILERS = {
        "default": {
            "BACKEND": "community.delivery.FileAndConsoleBackend",
            "OPTIONS": {"file_path": str(VAR_DIR / "mail")},
        }
    }

# --- Files
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / (env.str("STATIC_ROOT", default="") or VAR_DIR / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = VAR_DIR / "files"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "portal.staticfiles.PortalStaticFilesStorage"},
}
S3_BUCKET = env.str("S3_BUCKET", default="")
FILES_STORAGE = env.str("FILES_STORAGE", default="")
if S3_BUCKET:
    if find_spec("storages") is None:
        raise ImproperlyConfigured("S3_BUCKET needs more packages: sh setup/install.sh s3")
    STORAGES["default"] = {
        "BACKEND": "community.s3_files.S3Files",
        "OPTIONS": {
            "bucket_name": S3_BUCKET,
            "endpoint_url": env.str("S3_ENDPOINT", default="") or None,
            "region_name": env.str("S3_REGION", default="") or None,
            "access_key": env.str("S3_KEY_ID", default="") or None,
            "secret_key": env.str("S3_SECRET_KEY", default="") or None,
        },
    }
elif FILES_STORAGE:
    options = env.json("FILES_STORAGE_OPTIONS", default={})
    STORAGES["default"] = {"BACKEND": FILES_STORAGE, "OPTIONS": options}
if MODE == "test":
    STORAGES["default"] = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    WHITENOISE_USE_FINDERS = True
    WHITENOISE_AUTOREFRESH = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000  # a plan of 200 activities, with eight fields each
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
FILE_UPLOAD_HANDLERS = [
    "community.receiving.NoMoreThanLargest",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "community.receiving.OnDisk",
]

# --- Security
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "object-src": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "community.unsaved.too_old"
CSRF_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no fourth cookie
if PRODUCTION:
    SECURE_SSL_REDIRECT = env.bool("SSL_REDIRECT", default=True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
SECRETARIAT_EMAIL = required("SECRETARIAT_EMAIL", "secretariat@demo.example")
SECURITY_CONTACT = required("SECURITY_CONTACT", "mailto:security@demo.example")
if MISSING:
    names = f"{', '.join(MISSING)} {'is' if len(MISSING) == 1 else 'are'} missing"
    raise ImproperlyConfigured(f"{names}: production needs its own values (.env.example).")

# --- Libraries
TAGGIT_CASE_INSENSITIVE = True
TAGGIT_STRIP_UNICODE_WHEN_SLUGIFYING = True
PGHISTORY_APPEND_ONLY = True
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")  # reading writes no version
PROCRASTINATE_WORKER_DEFAULTS = {"wait": True, "listen_notify": True, "delete_jobs": "successful"}
TEST_RUNNER = "django.test.runner.DiscoverRunner"

SITE_NAME = _("Inter-American Social Protection Network")

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
    # Who asks for a host that is not ours gets 400; of each, thirty lines would be in the log.
    "loggers": {"django.security.DisallowedHost": {"level": "CRITICAL"}},
}
