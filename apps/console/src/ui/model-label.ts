/** How a machine is called: maker and model, the maker once where the model already begins with it. Pure. */
export function modelLabel({ manufacturer, model }: { manufacturer: string; model: string }): string {
  const startsWithMaker = model.toLowerCase().startsWith(manufacturer.toLowerCase());
  return startsWithMaker ? model : `${manufacturer} ${model}`.trim();
}
