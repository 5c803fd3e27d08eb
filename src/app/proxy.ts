import { setGlobalProxyFromEnv } from 'node:http';

type Environment = Readonly<Record<string, string | undefined>>;

/** What stays on this machine goes through no proxy. */
const LOOPBACK = 'localhost,127.0.0.1,::1';

/**
 * From now on requests go through the proxy that the environment names, as those of other programs do; Node by itself
 * waits for a switch of its own (https://nodejs.org/api/http.html#built-in-proxy-support).
 *
 * @returns what is wrong with the address, in a sentence; null where nothing is
 */
export function useProxy(environment: Environment): string | null {
  const named = proxiesOf(environment);
  for (const [name, address] of named)
    if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol))
      return `${name} is not valid: it must be the address of a proxy, as in http://proxy.example.com:3128.`;
  if (named.length === 0) return null;
  const except = environment.no_proxy ?? environment.NO_PROXY;
  const proxy = { ...Object.fromEntries(named), no_proxy: except ? `${except},${LOOPBACK}` : LOOPBACK };
  setGlobalProxyFromEnv(proxy);
  return null;
}

/** Passwords of proxies; their addresses are quoted in errors. */
export function proxySecrets(environment: Environment): string[] {
  return proxiesOf(environment).flatMap(([, address]) => {
    const password = URL.canParse(address) ? new URL(address).password : '';
    return password === '' ? [] : [password, decodeURIComponent(password)];
  });
}

function proxiesOf(environment: Environment): (readonly [string, string])[] {
  return (['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'] as const).flatMap((name) => {
    const address = environment[name]?.trim();
    return address ? [[name, address] as const] : [];
  });
}
