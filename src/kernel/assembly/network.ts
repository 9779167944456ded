/** Where free memory starts: the caller lays out its workspaces from here. */
export function heapBase(): usize {
  return __heap_base;
}
