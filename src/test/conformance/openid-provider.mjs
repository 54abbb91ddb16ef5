// The identity provider of a company, for tests: npm's oidc-provider, whose users sign in without being asked. Whoever the
// login hint names is signed in, but for "no@…", who says no, and "other@…", who turns out to be somebody else.
//   openid-provider.mjs ISSUER REDIRECT_URI,... KEY_FILE
// ISSUER is http on loopback. The public key goes to KEY_FILE as PEM. Prints "ready", and ends when its standard input does.
import { createServer } from "node:http";
import { generateKeyPairSync } from "node:crypto";
import { writeFileSync } from "node:fs";
import { Provider } from "oidc-provider";

const [issuer, redirects, keyFile] = process.argv.slice(2);
const audience = "urn:example:mail";
const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
writeFileSync(keyFile, publicKey.export({ type: "spki", format: "pem" }));
const jwk = { ...privateKey.export({ format: "jwk" }), kid: "test", use: "sig", alg: "RS256" };
const provider = new Provider(issuer, {
  clients: [{ client_id: "mailbox-mcp", client_secret: "canary-client-secret", redirect_uris: redirects.split(","),
    grant_types: ["authorization_code", "refresh_token"], response_types: ["code"], id_token_signed_response_alg: "RS256" }],
  jwks: { keys: [jwk] },
  scopes: ["openid", "email", "offline_access", "mail"],
  claims: { email: ["email", "email_verified"] },
  conformIdTokenClaims: false,
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, email: id, email_verified: true }) }),
  pkce: { required: () => true },
  features: {
    devInteractions: { enabled: false },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => audience,
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({ scope: "mail", audience, accessTokenTTL: 300, accessTokenFormat: "jwt", jwt: { sign: { alg: "RS256" } } }),
    },
  },
  extraTokenClaims: (_, token) => ({ email: token.accountId, azp: "mailbox-mcp" }),
  formats: { customizers: { jwt: (_, __, parts) => { parts.header = { typ: "JWT" }; } } }, // what Dovecot 2.3 takes
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  ttl: { AccessToken: 300, Grant: 3600, Interaction: 60, Session: 60, IdToken: 300, RefreshToken: 3600 },
});
const callback = provider.callback();
createServer(async (req, res) => {
  if (!req.url.startsWith("/interaction/")) return callback(req, res);
  try {
    const { params } = await provider.interactionDetails(req, res);
    if (params.login_hint?.startsWith("no@")) {
      return provider.interactionFinished(req, res, { error: "access_denied" });
    }
    const accountId = params.login_hint.replace(/^other@/, "somebody@");
    const grant = new provider.Grant({ accountId, clientId: params.client_id });
    grant.addOIDCScope("openid email offline_access mail");
    grant.addOIDCClaims(["email", "email_verified"]);
    grant.addResourceScope(audience, "mail");
    const grantId = await grant.save();
    await provider.interactionFinished(req, res, { login: { accountId }, consent: { grantId } });
  } catch (error) { res.writeHead(500).end(String(error)); }
}).listen(Number(new URL(issuer).port), "127.0.0.1", () => console.log("ready"));
process.stdin.resume().on("end", () => process.exit());
