// What every generated function calls: it knows the address and the credentials.
const { MOBILIZE_BASE_URL: baseUrl, MOBILIZE_API_KEY: key, MOBILIZE_API_SECRET: secret } = process.env;

export async function send<T>(path: string, options: RequestInit): Promise<T> {
  const headers = { ...options.headers, authorization: `Basic ${btoa(`${key}:${secret}`)}` };
  const response = await fetch(baseUrl + path, { ...options, headers });
  return { data: await response.json(), status: response.status, headers: response.headers } as T;
}
