/* html_rules: see the header. */
#include "html_rules.h"
#include <string.h>
#include <strings.h>

struct refusal {
    const char *name, *why;
};

static bool listed(const char *const *names, size_t len, const char *name)
{
    for (size_t i = 0; i < len; i++)
        if (strcasecmp(names[i], name) == 0)
            return true;
    return false;
}

bool html_element_void(const char *name)
{
    static const char *const names[] = { "area", "br", "col", "hr", "img", "input", "link", "meta",
        "source", "track", "wbr" };

    return listed(names, COUNT_OF(names), name);
}

const char *html_element_refused(const char *name)
{
    static const struct refusal refused[] = {
        { "style", "our policy forbids styles in pages: put them in assets/posko.css" },
        { "base", "it would turn every address on the page" },
        { "iframe", "pages hold no other pages" },
        { "frame", "pages hold no other pages" },
        { "frameset", "pages hold no other pages" },
        { "object", "use <img> or inline <svg>" },
        { "embed", "use <img> or inline <svg>" },
        { "applet", "use <img> or inline <svg>" },
        { "math", "browsers read it by rules that we do not follow" },
        { "template", "browsers read it by rules that we do not follow" },
        { "noscript", "pages work without scripts: write what they need into the page" },
        { "xmp", "use <pre>" },
        { "listing", "use <pre>" },
        { "plaintext", "use <pre>" },
        { "noembed", "it has no use here" },
        { "noframes", "it has no use here" },
        { "foreignObject", "no HTML inside a drawing" },
        { "animate", "drawings stand still" },
        { "animateTransform", "drawings stand still" },
        { "set", "drawings stand still" },
    };

    for (size_t i = 0; i < COUNT_OF(refused); i++)
        if (strcasecmp(refused[i].name, name) == 0)
            return refused[i].why;
    for (const char *c = name; *c; c++)
        if (*c >= 'A' && *c <= 'Z' && strcmp(name, "linearGradient") != 0
            && strcmp(name, "radialGradient") != 0 && strcmp(name, "clipPath") != 0
            && strcmp(name, "textPath") != 0)
            return "write elements' names in small letters";
    return NULL;
}

bool html_element_wordless(const char *name)
{
    static const char *const names[] = { "table", "thead", "tbody", "tfoot", "tr", "colgroup",
        "select", "optgroup", "ul", "ol", "dl" };

    return listed(names, COUNT_OF(names), name);
}

/* HTML, "The p element", tag omission. */
bool html_element_ends_p(const char *name)
{
    static const char *const names[] = { "address", "article", "aside", "blockquote", "details",
        "dialog", "div", "dl", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2",
        "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "main", "menu", "nav", "ol", "p", "pre",
        "search", "section", "table", "ul", "li", "dt", "dd", "summary" };

    return listed(names, COUNT_OF(names), name);
}

const char *html_attribute_refused(const char *name)
{
    if (strncasecmp(name, "on", 2) == 0)
        return "our policy forbids scripts in pages: use a file in assets/ and a data- attribute";
    if (strcasecmp(name, "style") == 0)
        return "our policy forbids styles in pages: use a class in assets/posko.css";
    if (strcasecmp(name, "srcdoc") == 0 || strcasecmp(name, "ping") == 0
        || strcasecmp(name, "background") == 0 || strcasecmp(name, "manifest") == 0)
        return "it loads or tells what no page of ours should";
    for (const char *c = name; *c; c++)
        if (*c >= 'A' && *c <= 'Z' && strcmp(name, "viewBox") != 0
            && strcmp(name, "preserveAspectRatio") != 0 && strcmp(name, "gradientUnits") != 0
            && strcmp(name, "clipPathUnits") != 0 && strcmp(name, "patternUnits") != 0)
            return "write attributes' names in small letters";
    return NULL;
}

bool html_attribute_fixed(const char *name)
{
    static const char *const names[] = { "http-equiv", "rel", "target", "method", "enctype",
        "formmethod", "formenctype", "formtarget", "integrity", "crossorigin", "referrerpolicy",
        "sandbox", "nonce", "is", "slot" };

    return listed(names, COUNT_OF(names), name);
}

bool html_address(const char *element, const char *attribute)
{
    static const char *const names[] = { "href", "action", "src", "formaction", "xlink:href",
        "poster", "cite", "srcset", "imagesrcset", "longdesc", "usemap" };

    if (strcasecmp(attribute, "data") == 0 && strcasecmp(element, "object") == 0)
        return true;
    return listed(names, COUNT_OF(names), attribute);
}

const char *html_address_refused(struct str value)
{
    size_t sign = 0;

    for (size_t i = 0; i < value.len; i++) {
        if ((unsigned char)value.at[i] <= ' ' || value.at[i] == '\\' || value.at[i] == '<')
            return "no white space, backslash or < in an address";
        if (value.at[i] == '&' && !str_starts(str_from(value, i), STR("&amp;")))
            return "the only entity in an address is &amp;";
    }
    if (str_starts(value, STR("//")))
        return "write https:// before a host";
    while (sign < value.len && !memchr(":/?#", value.at[sign], 4))
        sign++;
    if (sign == value.len || value.at[sign] != ':')
        return NULL;
    if (str_starts(value, STR("https://")) || str_starts(value, STR("mailto:"))
        || str_starts(value, STR("tel:")))
        return NULL;
    return "only https:, mailto: and tel: addresses, and paths of this site";
}
