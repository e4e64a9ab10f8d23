using System.Text;

namespace MfNotebooks.Runner.Documents;

/// <summary>Writes files so that nobody ever sees half of one: beside the target first, then moved over it.</summary>
internal static class AtomicFile
{
    /// <summary>The codes of a full disk: Linux and macOS (ENOSPC), and Windows (ERROR_DISK_FULL, ERROR_HANDLE_DISK_FULL).</summary>
    private static readonly int[] DiskFull = [28, unchecked((int)0x80070070), unchecked((int)0x80070027)];

    /// <exception cref="OutputException">It cannot be written. A file that was there before is untouched.</exception>
    public static void WriteAllText(string path, string text)
    {
        try
        {
            WriteBeside(path, text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var cause = DiskFull.Contains(e.HResult) ? "the disk is full; make room" : $"{e.Message} Make the folder writable";
            throw new OutputException($"{path} cannot be written: {cause}, or choose another folder with --out. What stood there before is untouched.", e);
        }
    }

    private static void WriteBeside(string path, string text)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                stream.Write(Encoding.UTF8.GetBytes(text));
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
