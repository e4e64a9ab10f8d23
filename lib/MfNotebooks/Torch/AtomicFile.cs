namespace MfNotebooks;

/// <summary>Writes files that are either whole or not there.</summary>
internal static class AtomicFile
{
    /// <summary>Writes to a file beside the target and moves it into place, so that no reader ever sees half of it.</summary>
    /// <param name="path">The target; its folder is made when missing.</param>
    /// <param name="write">Writes the content.</param>
    internal static void Write(string path, Action<Stream> write)
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
