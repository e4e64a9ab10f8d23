namespace MfNotebooks;

/// <summary>Writes files that are either whole or not there. The notebook runner compiles this file too.</summary>
internal static class AtomicFile
{
    /// <summary>
    /// The codes of a full disk: Linux and macOS (ENOSPC), and Windows (ERROR_DISK_FULL, ERROR_HANDLE_DISK_FULL).
    /// </summary>
    private static readonly int[] DiskFull = [28, unchecked((int)0x80070070), unchecked((int)0x80070027)];

    /// <summary>
    /// Writes to a file beside the target and moves it into place, so that no reader ever sees half of it.
    /// </summary>
    /// <param name="path">The target; its folder is made when missing.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="IOException">
    /// It cannot be written; the message names the target and the remedy. A file that was there before is untouched.
    /// </exception>
    internal static void Write(string path, Action<Stream> write)
    {
        try
        {
            WriteBeside(path, write);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var cause = IsDiskFull(e)
                ? "the disk is full. Make room and try again"
                : $"{e.Message} Choose another place, or make this one writable";
            throw new IOException(
                $"{Path.GetFullPath(path)} cannot be written: {cause}; what stood there before is untouched.", e);
        }
    }

    internal static bool IsDiskFull(Exception fault) => fault is IOException && DiskFull.Contains(fault.HResult);

    private static void WriteBeside(string path, Action<Stream> write)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var part = $"{path}.{Environment.ProcessId}-{Guid.NewGuid():N}.part";
        try
        {
            using (var stream = new FileStream(part, FileMode.CreateNew, FileAccess.Write))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(part, path, overwrite: true);
        }
        finally
        {
            File.Delete(part);
        }
    }
}
