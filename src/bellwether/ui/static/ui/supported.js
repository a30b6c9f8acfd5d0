// Runs before anything is drawn, so that parts which need JavaScript appear without a jump.
document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) document.body.classList.add("govuk-frontend-supported");
