/**
 * The path of a request in GitHub's words, `/repos/{owner}/{repo}/labels`. Octokit asks for the first page by such a
 * template and for the others by the links of GitHub, which go by numbers.
 */
export function routeOf(url: string): string {
  if (!URL.canParse(url)) return url;
  return new URL(url).pathname
    .replace(/^\/api\/v3/, '')
    .replace(/^\/repositories\/\d+/, '/repos/{owner}/{repo}')
    .replace(/^\/repos\/[^/{]+\/[^/]+/, '/repos/{owner}/{repo}')
    .replace(/\/issues\/\d+/, '/issues/{issue_number}')
    .replace(/\/\d+(?=\/|$)/g, '/{id}');
}
