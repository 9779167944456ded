import { type FileMetaData, parquetSchema } from "hyparquet";
import { parquetHeader } from "hyparquet/src/column.js";
import { checkRuns, levelsOf } from "./parquetRuns.ts";
import { mostUnpackedBytes, tooLarge } from "./limits.ts";

/**
 * Goes through the headers of all pages before any is unpacked: their lengths must fit into the file and into each other, so that no
 * room is made for what is not there. Throws Error where they do not, DataError where the table unpacks to more than 1 GiB.
 */
export function checkPages(bytes: Uint8Array, metadata: FileMetaData, file: string): void {
  const levels = levelsOf(parquetSchema(metadata));
  let unpacked = 0;
  for (const { columns, num_rows: rows } of metadata.row_groups) {
    for (const { meta_data: data, file_path: elsewhere } of columns) {
      if (elsewhere !== undefined) throw new Error("file_path");
      if (data === undefined) throw new Error("no column metadata");
      const start = Number(data.dictionary_page_offset || data.data_page_offset);
      const end = start + Number(data.total_compressed_size);
      if (!(start >= 4 && start <= end && end <= bytes.length)) throw new Error("wrong offset");
      const reader = { view: new DataView(bytes.buffer, bytes.byteOffset + start, end - start), offset: 0 };
      let values = 0;
      while (reader.offset < reader.view.byteLength - 1 && values < Number(data.num_values)) {
        const header = parquetHeader(reader);
        const [packed, size] = [header.compressed_page_size, header.uncompressed_page_size];
        if (!(packed >= 0 && size >= 0 && reader.offset + packed <= reader.view.byteLength)) throw new Error("wrong page size");
        reader.offset += packed;
        unpacked += size;
        if (unpacked > mostUnpackedBytes) throw tooLarge(file);
        const entries = header.dictionary_page_header?.num_values ?? 0;
        if (!(entries >= 0 && entries <= 8 * size)) throw new Error("wrong dictionary size");
        const page = header.data_page_header ?? header.data_page_header_v2;
        if (page === undefined) continue;
        if (!(page.num_values >= 0)) throw new Error("wrong number of values");
        values += page.num_values;
        checkRuns(
          bytes.subarray(reader.view.byteOffset - bytes.byteOffset + reader.offset - packed).subarray(0, packed),
          header,
          data,
          levels.get(data.path_in_schema.join("\0"))!,
        );
      }
      if (values !== Number(data.num_values) || values < Number(rows)) throw new Error("wrong number of values");
    }
  }
}
