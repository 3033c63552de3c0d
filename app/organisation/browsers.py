"""What a browser is called by people, from the line with which it introduces itself. For recognition only: anybody can
send any line."""

BROWSERS = (
    ("wxwork", "企业微信"),
    ("micromessenger", "微信"),
    ("dingtalk", "钉钉"),
    ("lark", "飞书"),
    ("qqbrowser", "QQ Browser"),
    ("edg", "Edge"),
    ("opr/", "Opera"),
    ("firefox", "Firefox"),
    ("fxios", "Firefox"),
    ("crios", "Chrome"),
    ("chrome", "Chrome"),
    ("safari", "Safari"),
)
"""The first whose sign is in the line: most name others besides themselves."""

SYSTEMS = (
    ("openharmony", "HarmonyOS"),
    ("harmonyos", "HarmonyOS"),
    ("android", "Android"),
    ("iphone", "iPhone"),
    ("ipad", "iPad"),
    ("windows", "Windows"),
    ("mac os", "macOS"),
    ("linux", "Linux"),
)


def browser_name(user_agent: str) -> str:
    """Browser and system, such as “Firefox · Windows”; the beginning of the line where neither is known."""
    line = user_agent.lower()
    known = [next((name for sign, name in signs if sign in line), None) for signs in (BROWSERS, SYSTEMS)]
    return " · ".join(filter(None, known)) or user_agent[:60]
