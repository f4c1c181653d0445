/** What subset-font offers, as far as we use it: it comes without types. */
declare module 'subset-font' {
  function subsetFont(
    font: Uint8Array,
    characters: string,
    options: { readonly targetFormat: 'truetype'; readonly noLayoutClosure: boolean },
  ): Promise<Uint8Array>;

  // biome-ignore lint/style/noDefaultExport: that is how it is exported.
  export { subsetFont as default };
}
