// Shows the contract of /v1. The validator badge would ask a stranger's server, so it is off.
const place = document.getElementById("contract");
SwaggerUIBundle({ url: place.dataset.url, domNode: place, deepLinking: true, validatorUrl: null, tryItOutEnabled: true });
